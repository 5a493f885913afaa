using Diffusion.Trainer.Checkpoints;
using Diffusion.Trainer.Datasets;
using Diffusion.Trainer.Loops;
using Diffusion.Trainer.Tests.Loops;

namespace Diffusion.Trainer.Tests.Checkpoints;

public sealed class CheckpointFolderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly ImageSet images = TestImages.Create();

    public CheckpointFolderTests()
    {
        using var session = TrainingSession.Start(folder.Path, TestRuns.Unet(images) with { Steps = 5, CheckpointEvery = 1 }, images, "a");
        TestRuns.Train(session);
    }

    [Fact]
    public void Save_FiveTimes_KeepsTheNewestTwo() => Assert.Equal(
        ["checkpoint-00000004", "checkpoint-00000005"], Directory.GetDirectories(folder.Path).Select(path => Path.GetFileName(path)).Order());

    [Fact]
    public void Resume_ChangedByte_IsRefusedAndSaysWhatToDo()
    {
        Damage(CheckpointFolder.TensorsName, bytes => bytes[^1] ^= 1);
        Assert.Contains("does not have the SHA-256", ResumeError());
    }

    [Fact]
    public void Resume_TensorsCutShort_AreRefused()
    {
        var path = Path.Combine(Newest, CheckpointFolder.TensorsName);
        using (var stream = File.OpenWrite(path))
        {
            stream.SetLength(stream.Length / 2);
        }

        Assert.Contains("damaged", ResumeError());
    }

    [Fact]
    public void Resume_TensorsMissing_AreRefused()
    {
        File.Delete(Path.Combine(Newest, CheckpointFolder.TensorsName));
        Assert.Contains("is missing", ResumeError());
    }

    [Fact]
    public void Resume_JsonIsNone_IsRefused()
    {
        File.WriteAllText(Path.Combine(Newest, CheckpointFolder.JsonName), "{ \"format\": 1, ");
        Assert.Contains("checkpoint.json cannot be read", ResumeError());
    }

    [Fact]
    public void Resume_DamagedFolderRemoved_GoesOnFromTheOneBefore()
    {
        Directory.Delete(Newest, recursive: true);
        using var session = TrainingSession.Resume(folder.Path, TestRuns.Unet(images), images, "b");
        Assert.Equal(4, session.State.Step);
    }

    [Fact]
    public void Resume_OtherNetwork_IsRefused()
    {
        var settings = TestRuns.Unet(images);
        var error = Assert.Throws<TrainerException>(() => TrainingSession.Resume(
            folder.Path, settings with { Unet = settings.Unet! with { NumResBlocks = 2 } }, images, "b"));
        Assert.Contains("another network", error.Message);
    }

    [Fact]
    public void Newest_EmptyFolder_SaysWhatToDo()
    {
        using var empty = new TemporaryFolder();
        var error = Assert.Throws<TrainerException>(() => new CheckpointFolder(empty.Path).Newest());
        Assert.Contains("without --resume", error.Message);
    }

    public void Dispose() => folder.Dispose();

    private string Newest => Path.Combine(folder.Path, "checkpoint-00000005");

    private void Damage(string name, Action<byte[]> change)
    {
        var bytes = File.ReadAllBytes(Path.Combine(Newest, name));
        change(bytes);
        File.WriteAllBytes(Path.Combine(Newest, name), bytes);
    }

    private string ResumeError()
    {
        var message = Assert.Throws<TrainerException>(() => TrainingSession.Resume(folder.Path, TestRuns.Unet(images), images, "b")).Message;
        Assert.Contains("Remove that", message);
        return message;
    }
}
