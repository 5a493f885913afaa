using Diffusion.Trainer.Batches;
using Diffusion.Trainer.Datasets;
using Diffusion.Trainer.Loops;
using Diffusion.Trainer.Objectives;
using Diffusion.Trainer.Optimization;
using Diffusion.Trainer.Reports;
using TorchSharp;
using static TorchSharp.torch;

namespace Diffusion.Trainer.Tests.Loops;

public sealed class ReplicasTests
{
    private readonly ImageSet images = TestImages.Create();

    [Theory]
    [InlineData(1, 3)]
    [InlineData(2, 1)]
    [InlineData(2, 0)]
    public void Gradient_InParts_IsThatOfTheWholeBatch(int count, int microbatch)
    {
        var whole = Gradient(1, 0);
        var parts = Gradient(count, microbatch);
        Assert.Equal(whole.Loss, parts.Loss, tolerance: 1e-5);
        Assert.Equal(whole.Losses, parts.Losses, (a, b) => Math.Abs(a - b) < 1e-5);
        Assert.InRange(Distance(whole.Gradient, parts.Gradient), 0, 1e-5);
    }

    [Fact]
    public void Gradient_Bfloat16_IsNearThatOfFloat32()
    {
        var exact = Gradient(1, 0);
        var rounded = Gradient(1, 0, ScalarType.BFloat16);

        // 8 bits of a mantissa: each number is rounded by up to 0.4 %, and a network has some tens of layers.
        Assert.InRange(Distance(exact.Gradient, rounded.Gradient), 1e-4, 0.1);
        Assert.Equal(1, rounded.Loss / exact.Loss, tolerance: 0.02);
    }

    [Fact]
    public void Train_Bfloat16_LearnsAsFloat32Does()
    {
        using var folder = new TemporaryFolder();
        var settings = TestRuns.Unet(images) with { Steps = 60, LearningRate = 3e-3 };
        var (exact, rounded) = (LastLoss(settings, "exact"), LastLoss(settings with { Precision = "bfloat16" }, "rounded"));
        Assert.Equal(1, rounded / exact, tolerance: 0.1);

        double LastLoss(TrainingSettings run, string name)
        {
            TestRuns.Train(Path.Combine(folder.Path, name), run, images);
            return new MetricsFile(Path.Combine(folder.Path, name, TrainingSession.MetricsName)).Read()[^1].Loss;
        }
    }

    [Fact]
    public void Gradient_ManyTimes_LeavesNoTensorsBehind()
    {
        using var folder = new TemporaryFolder();
        var settings = TestRuns.Unet(images);
        using var session = TrainingSession.Start(Path.Combine(folder.Path, "run"), settings, images, "a");
        var counting = new Counting(session.Objective);
        using var replicas = new Replicas(counting, session.State.Parameters, count: 1, threadsEach: 1, microbatch: 2);
        var batch = TestRuns.Batch(settings, images).Slice(0, 4);
        for (var step = 0; step < 6; step++)
        {
            using var scope = NewDisposeScope();
            replicas.Gradient(batch, step);
        }

        Assert.Equal(12, counting.Alive.Count);
        Assert.All(counting.Alive, alive => Assert.Equal(counting.Alive[0], alive));
    }

    private (float[] Losses, double Loss, float[] Gradient) Gradient(int count, int microbatch, ScalarType compute = ScalarType.Float32)
    {
        var settings = TestRuns.Unet(images) with { LabelDropout = 0.3 };
        settings = settings with { Unet = settings.Unet! with { Dropout = 0 } };
        var batch = TestRuns.Batch(settings, images).Slice(0, 8) with { LossWeights = [1, 2, 0.5f, 1, 1, 3, 1, 1] };
        using var store = new ParameterStore(seed: 4);
        var objective = UnetObjective.Of(settings);
        using (NewDisposeScope())
        {
            _ = objective.Losses(new TorchNetworkBuilder(store), batch.Slice(0, 1));
        }

        // Some weights start at zero, which would hide what lies before them.
        using (no_grad())
        {
            var random = new Generator(9);
            foreach (var parameter in store.Parameters)
            {
                parameter.add_(randn(parameter.shape, generator: random) * 0.05);
            }
        }

        using var parameters = new TrainedParameters(store);
        using var replicas = new Replicas(objective, parameters, count, threadsEach: 1, microbatch, compute);
        var (losses, loss, gradient) = replicas.Gradient(batch, dropoutSeed: 1);
        return (losses, loss, gradient.data<float>().ToArray());
    }

    private static double Distance(float[] one, float[] other) => Math.Sqrt(
        one.Zip(other).Sum(pair => Math.Pow(pair.First - pair.Second, 2)) / one.Sum(value => (double)value * value));

    /// <summary>Counts the tensors that a replica's thread has alive when it begins a microbatch.</summary>
    private sealed class Counting(ITrainingObjective objective) : ITrainingObjective
    {
        public List<long> Alive { get; } = [];

        public Tensor Losses(TorchNetworkBuilder builder, TrainingBatch batch)
        {
            Alive.Add(DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount);
            return objective.Losses(builder, batch);
        }
    }
}
