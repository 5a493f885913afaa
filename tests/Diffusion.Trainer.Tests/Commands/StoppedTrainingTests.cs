using System.Diagnostics;
using System.Globalization;
using Diffusion.Trainer.Checkpoints;
using Diffusion.Trainer.Datasets.Shapes;

namespace Diffusion.Trainer.Tests.Commands;

/// <summary>A real training process that is told to stop, or killed.</summary>
public sealed class StoppedTrainingTests : IDisposable
{
    private const int Stopped = 130;

    private readonly TemporaryFolder folder = new();

    private string Data => Path.Combine(folder.Path, "data");

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task Train_Signal_KeepsACheckpointThatResumes(string signal)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        ShapesDataset.Write(Data, perClass: 2, size: 8, seed: 1);
        using var training = TrainingProcess.Start(Data, Run("run"), steps: 1_000_000, checkpointEvery: 1_000_000);
        await training.ReachAsync(1);
        using (var kill = Process.Start("kill", ["-" + signal, training.Process.Id.ToString(CultureInfo.InvariantCulture)]))
        {
            await kill.WaitForExitAsync();
        }

        var (status, text) = await training.EndAsync();
        Assert.True(status == Stopped, $"exit status {status}\n{text}");

        var (checkpoint, where) = new CheckpointFolder(Run("run")).Newest();
        Assert.InRange(checkpoint.Step, 1, 999_999);
        Assert.True(File.Exists(CheckpointFolder.CheckedTensors(checkpoint, where)));
        Assert.Contains($"Stopped after step {checkpoint.Step}", text, StringComparison.Ordinal);

        await ResumeAsync("run", checkpoint.Step + 2);
    }

    [Fact]
    public async Task Train_KilledHalfWay_EndsWithTheWeightsOfARunThatWasNot()
    {
        ShapesDataset.Write(Data, perClass: 2, size: 8, seed: 1);

        // It would go on for hours, however late the kill comes. Some steps after its last checkpoint are lost and done again.
        using (var killed = TrainingProcess.Start(Data, Run("killed"), steps: 1_000_000, checkpointEvery: 75))
        {
            await killed.ReachAsync(100);
            killed.Process.Kill();
            Assert.NotEqual(0, (await killed.EndAsync()).Status);
        }

        var kept = new CheckpointFolder(Run("killed")).Newest().Checkpoint.Step;
        Assert.InRange(kept, 75, 999_999);
        await ResumeAsync("killed", kept + 100);
        using (var whole = TrainingProcess.Start(Data, Run("whole"), steps: kept + 100, checkpointEvery: 1_000_000))
        {
            var (status, text) = await whole.EndAsync();
            Assert.True(status == 0, text);
        }

        Assert.Equal(Tensors("whole"), Tensors("killed"));
    }

    public void Dispose() => folder.Dispose();

    private async Task ResumeAsync(string run, int steps)
    {
        using var resumed = TrainingProcess.Resume(Data, Run(run), steps);
        var (status, text) = await resumed.EndAsync();
        Assert.True(status == 0, text);
        Assert.Equal(steps, new CheckpointFolder(Run(run)).Newest().Checkpoint.Step);
    }

    private string Run(string name) => Path.Combine(folder.Path, name);

    private byte[] Tensors(string run) => File.ReadAllBytes(Path.Combine(new CheckpointFolder(Run(run)).Newest().Folder, CheckpointFolder.TensorsName));
}
