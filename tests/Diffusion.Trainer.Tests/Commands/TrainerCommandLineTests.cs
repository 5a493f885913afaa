using System.CommandLine;
using Diffusion.Trainer.Checkpoints;
using Diffusion.Trainer.Commands;
using Diffusion.Trainer.Datasets.Shapes;

namespace Diffusion.Trainer.Tests.Commands;

/// <summary>Command lines from their words to the files they leave, with the smallest network on eight-pixel pictures.</summary>
public sealed class TrainerCommandLineTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string Data => Path.Combine(folder.Path, "data");

    private string Run => Path.Combine(folder.Path, "a run");

    [Fact]
    public void EvaluateBpd_OfARun_WritesTheFileThatIsNamed()
    {
        Assert.Equal(0, Train());
        var file = Path.Combine(folder.Path, "bpd.json");
        Assert.Equal(0, Invoke("evaluate", "bpd", "--run", Run, "--data", Data, "--out", file, "--steps", "2", "--images", "1", "--device", "cpu"));
        Assert.Equal(File.ReadAllText(Path.Combine(Run, "bpd.json")), File.ReadAllText(file));
        Assert.Contains("--out '" + Run + "'", new CheckpointFolder(Run).Newest().Checkpoint.Commands.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public void TrainResume_AnotherTaskOrPreset_IsRefusedAndTrainsNothing()
    {
        Assert.Equal(0, Train());
        Assert.Equal(1, Invoke("train", "classifier", "--resume", "--data", Data, "--out", Run, "--steps", "3"));
        Assert.Equal(1, Invoke("train", "unet", "--resume", "--preset", "shapes32", "--data", Data, "--out", Run, "--steps", "3"));
        Assert.Equal(1, Invoke("train", "unet", "--resume", "--inexact", "--label-dropout", "0", "--data", Data, "--out", Run, "--steps", "3"));
        Assert.Equal(2, new CheckpointFolder(Run).Newest().Checkpoint.Step);
        Assert.Equal(0, Invoke("train", "unet", "--resume", "--preset", "tiny", "--data", Data, "--out", Run, "--steps", "3"));
        Assert.Equal(3, new CheckpointFolder(Run).Newest().Checkpoint.Step);
    }

    public void Dispose() => folder.Dispose();

    private static int Invoke(params string[] words) => TrainerCommandLine.Create().Parse(words).Invoke();

    private int Train()
    {
        ShapesDataset.Write(Data, perClass: 1, size: 8, seed: 1);
        return Invoke(
            "train", "unet", "--preset", "tiny", "--data", Data, "--out", Run, "--steps", "2", "--batch", "2", "--device", "cpu", "--res-blocks", "1", "--multipliers", "1");
    }
}
