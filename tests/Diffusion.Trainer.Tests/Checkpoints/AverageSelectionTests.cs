using Diffusion.Networks;
using Diffusion.Trainer.Checkpoints;
using Diffusion.Trainer.Datasets;
using Diffusion.Trainer.Evaluation;
using Diffusion.Trainer.Export;
using Diffusion.Trainer.Loops;
using Diffusion.Trainer.Optimization;
using Diffusion.Trainer.Tests.Loops;

namespace Diffusion.Trainer.Tests.Checkpoints;

public sealed class AverageSelectionTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly ImageSet images = TestImages.Create();

    private string Run => Path.Combine(folder.Path, "run");

    private TrainingSettings Settings => TestRuns.Unet(images) with
    {
        Steps = 40,
        EmaRates = [0.9, 0.5],
        EmaLengths = [0.05, 0.1],
        SnapshotEvery = 4,
        LearningRate = 5e-3,
    };

    [Fact]
    public void OfLength_KeptLength_IsTheLastSnapshotOfIt()
    {
        TestRuns.Train(Run, Settings, images);
        Assert.Equal([4, 8, 12, 16, 20, 24, 28, 32, 36, 40], new SnapshotFolder(Run).Steps);

        var kept = new SnapshotFolder(Run).Read(40, WeightAverage.NameOfLength(0.1));
        var rebuilt = new AverageSelection(Run).OfLength(0.1);
        Assert.InRange(Distance(kept, rebuilt), 0, 1e-4);

        // Another length is another average.
        Assert.True(Distance(kept, new AverageSelection(Run).OfLength(0.2)) > 1e-2);
    }

    [Fact]
    public void Write_OfARate_IsARunWhoseMainAverageItIs()
    {
        TestRuns.Train(Run, Settings with { EmaLengths = [], SnapshotEvery = 0 }, images);
        var selection = new AverageSelection(Run);
        var chosen = Path.Combine(folder.Path, "chosen");
        selection.Write(selection.OfRate(0.5), chosen, "ema select");

        var written = TrainedNetwork.Load(chosen, TrainingTask.Unet);
        Assert.Equal(0, Distance(selection.OfRate(0.5), written.Weights));
        Assert.True(Distance(TrainedNetwork.Load(Run, TrainingTask.Unet).Weights, written.Weights) > 1e-3);
        Assert.Equal("ema select", written.Checkpoint.Commands[^1]);
        Assert.Contains("already", Assert.Throws<TrainerException>(() => selection.Write(written.Weights, chosen, "again")).Message);

        using var more = TrainingSession.Resume(chosen, written.Settings with { Steps = 41 }, images, "more");
        Assert.Equal(40, more.State.Step);
    }

    [Fact]
    public void OfRateOrLength_NotKept_SaysWhatToTrainWith()
    {
        TestRuns.Train(Run, TestRuns.Unet(images) with { Steps = 1 }, images);
        var selection = new AverageSelection(Run);
        Assert.Contains("--ema-rates", Assert.Throws<TrainerException>(() => selection.OfRate(0.3)).Message);
        Assert.Contains("--ema-lengths", Assert.Throws<TrainerException>(() => selection.OfLength(0.1)).Message);
        Assert.Contains("0.289", Assert.Throws<TrainerException>(() => selection.OfLength(0.3)).Message);
    }

    [Fact]
    public void OfLength_StepsThatNoSnapshotDivides_IsOfTheLastStep()
    {
        TestRuns.Train(Run, Settings with { Steps = 10, SnapshotEvery = 4 }, images);
        Assert.Equal([4, 8, 10], new SnapshotFolder(Run).Steps);
        _ = new AverageSelection(Run).OfLength(0.1);

        File.Delete(Path.Combine(Run, "snapshots", "step-00000010.safetensors"));
        Assert.Contains("step 8", Assert.Throws<TrainerException>(() => new AverageSelection(Run).OfLength(0.1)).Message);
    }

    [Fact]
    public void Resume_BeforeTheLastSnapshots_ForgetsThem()
    {
        TestRuns.Train(Run, Settings with { Steps = 8 }, images);
        File.Copy(Path.Combine(Run, "snapshots", "step-00000008.safetensors"), Path.Combine(Run, "snapshots", "step-00000012.safetensors"));
        TrainingSession.Resume(Run, Settings with { Steps = 9 }, images, "more").Dispose();
        Assert.Equal([4, 8], new SnapshotFolder(Run).Steps);
    }

    [Fact]
    public void AverageLoss_TrainedWeights_IsBelowTheFirstSnapshots()
    {
        TestRuns.Train(Run, Settings, images);
        var loss = new AverageLoss(Settings, images);
        var first = loss.Of(new SnapshotFolder(Run).Read(4, WeightAverage.NameOfLength(0.1)), count: 64);
        var last = loss.Of(new AverageSelection(Run).OfLength(0.1), count: 64);
        Assert.InRange(last, 0, 0.95 * first);
    }

    public void Dispose() => folder.Dispose();

    /// <summary>Length of the difference in units of the length of the first.</summary>
    private static double Distance(IReadOnlyDictionary<string, NamedTensor> one, IReadOnlyDictionary<string, NamedTensor> other)
    {
        Assert.Equal(one.Keys.Order(), other.Keys.Order());
        var pairs = one.SelectMany(entry => entry.Value.ToSingles().Zip(other[entry.Key].ToSingles())).ToList();
        return Math.Sqrt(pairs.Sum(pair => Math.Pow(pair.First - pair.Second, 2)) / pairs.Sum(pair => Math.Pow(pair.First, 2)));
    }
}
