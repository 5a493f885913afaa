using Diffusion.Trainer.Datasets;
using Diffusion.Trainer.Evaluation;
using Diffusion.Trainer.Export;
using Diffusion.Trainer.Loops;
using Diffusion.Trainer.Tests.Loops;

namespace Diffusion.Trainer.Tests.Evaluation;

public sealed class UnetEvaluationTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly ImageSet images = TestImages.Create();

    [Fact]
    public void Measure_TrainedLonger_NeedsFewerBits()
    {
        var (untrained, trained) = (Measure(steps: 1), Measure(steps: 60));
        Assert.Equal(4, trained.Images);
        Assert.Equal([0, 111, 222, 333, 444, 555, 666, 777, 888, 999], trained.Timesteps);
        Assert.Equal(trained.Total, trained.Prior + trained.Bound.Sum(), tolerance: 1e-4);
        Assert.True(trained.Total < 0.9 * untrained.Total, $"{trained.Total} against {untrained.Total}");

        // Nothing of a picture is left at the end of the schedule.
        Assert.InRange(trained.Prior, 0, 1e-4);
    }

    public void Dispose() => folder.Dispose();

    private BitsPerDimensionFile Measure(int steps)
    {
        var run = Path.Combine(folder.Path, $"unet-{steps}");
        var settings = TestRuns.Unet(images) with { Steps = steps, Replicas = 1, EmaStart = 0.5, EmaEnd = 0.5 };
        TestRuns.Train(run, settings, images);

        var trained = TrainedNetwork.Load(run, TrainingTask.Unet);
        var done = new List<int>();
        var measured = new UnetEvaluation(trained, images, Sampling.TimestepSpacing.Space(1000, "10"), seed: 1).Measure(4, done.Add, CancellationToken.None);
        Assert.Equal([4], done);
        return measured;
    }
}
