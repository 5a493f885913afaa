using Diffusion.Trainer.Batches;
using Diffusion.Trainer.Checkpoints;
using Diffusion.Trainer.Datasets;
using Diffusion.Trainer.Loops;
using Diffusion.Trainer.Reports;
using Diffusion.Trainer.Timesteps;
using TorchSharp;

namespace Diffusion.Trainer.Tests.Loops;

public sealed class TrainingSessionTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly ImageSet images = TestImages.Create();

    [Theory]
    [InlineData("uniform")]
    [InlineData("lossSecondMoment")]
    public void Resume_HalfWay_EndsWithTheSameBytes(string timestepSampler)
    {
        // Two timesteps have ten losses each after three steps, so that what the sampler has learned decides the rest.
        var settings = TestRuns.Unet(images) with { TimestepSampler = timestepSampler, BatchSize = 16, Timesteps = 2 };
        using (var whole = TrainingSession.Start(Run("whole"), settings, images, "a"))
        {
            TestRuns.Train(whole);
        }

        using (var first = TrainingSession.Start(Run("halves"), settings, images, "b"))
        {
            TestRuns.Train(first, stopAfter: 1);
            Assert.Equal(2, first.State.Step);
        }

        using (var second = TrainingSession.Resume(Run("halves"), settings, images, "c"))
        {
            TestRuns.Train(second);
        }

        Assert.Equal(Tensors("whole", 6), Tensors("halves", 6));
        Assert.Equal(["b", "c"], new CheckpointFolder(Run("halves")).Newest().Checkpoint.Commands);
        Assert.Equal([2, 4, 6], new MetricsFile(Path.Combine(Run("halves"), TrainingSession.MetricsName)).Read().Select(line => line.Step));
    }

    [Fact]
    public void Resume_MoreSteps_GoesOn()
    {
        var settings = TestRuns.Unet(images) with { Steps = 2 };
        using (var first = TrainingSession.Start(Run("run"), settings, images, "a"))
        {
            TestRuns.Train(first);
        }

        using var second = TrainingSession.Resume(Run("run"), settings with { Steps = 4 }, images, "b");
        TestRuns.Train(second);
        Assert.Equal(4, new CheckpointFolder(Run("run")).Newest().Checkpoint.Step);
    }

    [Fact]
    public void Resume_OtherData_IsRefused()
    {
        using (var first = TrainingSession.Start(Run("run"), TestRuns.Unet(images) with { Steps = 1 }, images, "a"))
        {
            TestRuns.Train(first);
        }

        var error = Assert.Throws<TrainerException>(
            () => TrainingSession.Resume(Run("run"), TestRuns.Unet(images), TestImages.Create(perClass: 9), "b"));
        Assert.Contains("not the one", error.Message);
    }

    [Fact]
    public void Start_FolderWithARun_IsRefused()
    {
        using (var first = TrainingSession.Start(Run("run"), TestRuns.Unet(images) with { Steps = 1 }, images, "a"))
        {
            TestRuns.Train(first);
        }

        var error = Assert.Throws<TrainerException>(() => TrainingSession.Start(Run("run"), TestRuns.Unet(images), images, "b"));
        Assert.Contains("--resume", error.Message);
    }

    [Fact]
    public void Train_ConstantRate_StaysAtThePeak()
    {
        using var session = TrainingSession.Start(Run("run"), TestRuns.Unet(images) with { RateSchedule = "constant" }, images, "a");
        TestRuns.Train(session);
        var rates = new MetricsFile(Path.Combine(Run("run"), TrainingSession.MetricsName)).Read().Select(line => line.LearningRate);
        Assert.All(rates, rate => Assert.Equal(1e-3, rate, tolerance: 1e-12));
    }

    [Fact]
    public void Start_ClassifierWithSettingsOfAUnet_NamesEach()
    {
        var wrong = TestRuns.Classifier(images) with { Loss = "kl", Variance = "learnedRange", Prediction = "x0", MinSnrGamma = 5, LabelDropout = 0.1 };
        var error = Assert.Throws<TrainerException>(() => TrainingSession.Start(Run("run"), wrong, images, "a"));
        Assert.Equal(5, error.Message.Split('\n').Count(line => line.EndsWith("is for a UNet. Leave it out.", StringComparison.Ordinal)));
    }

    [Fact]
    public void Start_HybridLossWithoutALearnedVariance_IsRefused()
    {
        var wrong = TestRuns.Unet(images) with { Loss = "rescaledMse" };
        var error = Assert.Throws<TrainerException>(() => TrainingSession.Start(Run("run"), wrong, images, "a"));
        Assert.Contains("Add --variance learnedRange, or use mse.", error.Message);
    }

    [Fact]
    public void Start_BoundWithATeacher_IsRefused()
    {
        var wrong = TestRuns.Unet(images) with { Loss = "kl", Teacher = new(), TimestepSampler = "often" };
        var error = Assert.Throws<TrainerException>(() => TrainingSession.Start(Run("run"), wrong, images, "a"));
        Assert.Contains("--loss is kl", error.Message);
        Assert.Contains("Use one of: uniform, lossSecondMoment, logNormal.", error.Message);
    }

    [Theory]
    [InlineData(0, 3, "Set --label-dropout above 0")]
    [InlineData(0.2, 2, "none of them a null class")]
    public void Start_LabelsThatTheNetworkHasNot_IsRefused(double dropout, int labels, string expected)
    {
        var settings = TestRuns.Unet(images) with { LabelDropout = dropout };
        settings = settings with { Unet = settings.Unet! with { NumClasses = labels } };
        var error = Assert.Throws<TrainerException>(() => TrainingSession.Start(Run("run"), settings, images, "a"));
        Assert.Contains(expected, error.Message);
    }

    [Fact]
    public void Start_WrongSettings_ListsAllProblems()
    {
        var wrong = TestRuns.Unet(images) with { Steps = 0, BatchSize = 5, Schedule = "cosin", Prediction = "w" };
        var error = Assert.Throws<TrainerException>(() => TrainingSession.Start(Run("run"), wrong, images, "a"));
        Assert.Equal(4, error.Message.Split('\n').Length);
        Assert.Contains("Use one of: linear, cosine, sqrtLinear, sigmoid.", error.Message);
    }

    [Theory]
    [InlineData("fixedSmall", "mse")]
    [InlineData("learnedRange", "rescaledMse")]
    public void Train_FewSteps_LowersTheLossOfTheUnet(string variance, string loss)
    {
        var settings = TestRuns.Unet(images) with { Steps = 40, Replicas = 1, Variance = variance, Loss = loss };
        settings = settings with { Unet = settings.Unet! with { OutChannels = variance == "learnedRange" ? 6 : 3 } };
        using var session = TrainingSession.Start(Run("run"), settings, images, "a");
        TestRuns.Train(session);
        var losses = new MetricsFile(Path.Combine(Run("run"), TrainingSession.MetricsName)).Read().Select(line => line.Loss).ToList();
        Assert.True(losses[^5..].Average() < 0.8 * losses[..3].Average(), string.Join(' ', losses));
        Assert.True(new FileInfo(Path.Combine(Run("run"), RunPlots.Loss)).Length > 500);
    }

    [Fact]
    public void Gradient_TwoReplicas_IsThatOfOne()
    {
        // Without dropout inside the network, halves and whole have the same gradient up to the order of sums.
        var settings = TestRuns.Unet(images);
        settings = settings with { Unet = settings.Unet! with { Dropout = 0 } };
        using var session = TrainingSession.Start(Run("run"), settings, images, "a");
        var batch = new BatchSource(images, [0, 3, 9, 12], new UniformTimesteps(1000), new BatchOptions(1, 4, 0, null, Flip: false)).At(0);
        using var one = new Replicas(session.Objective, session.State.Parameters, 1, 1);
        using var two = new Replicas(session.Objective, session.State.Parameters, 2, 1);

        var (lossesOfOne, lossOfOne, gradientOfOne) = one.Gradient(batch, 0);
        var (lossesOfTwo, lossOfTwo, gradientOfTwo) = two.Gradient(batch, 0);
        Assert.Equal(lossOfOne, lossOfTwo, tolerance: 1e-6);
        Assert.All(lossesOfOne.Zip(lossesOfTwo), pair => Assert.Equal(pair.First, pair.Second, tolerance: 1e-6f));
        var (expected, actual) = (gradientOfOne.data<float>().ToArray(), gradientOfTwo.data<float>().ToArray());
        Assert.True(expected.Max(Math.Abs) > 1e-2);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, tolerance: 1e-5));
    }

    [Fact]
    public void Evaluate_Classifier_CountsEveryHeldOutPictureInEachBand()
    {
        using var session = TrainingSession.Start(Run("run"), TestRuns.Classifier(images), images, "a");
        TestRuns.Train(session);
        var bands = session.Evaluate();
        Assert.Equal(10, bands.Count);
        Assert.All(bands, band => Assert.Equal(4, band.Images));
        Assert.Equal(Enumerable.Range(0, 10).Select(band => 100 * band), bands.Select(band => band.FirstTimestep));
        Assert.Equal(999, bands[^1].LastTimestep);
    }

    [Fact]
    public void Evaluate_Judge_LearnsToTellDarkFromBright()
    {
        var shades = new ImageSet(
            ["bright", "dark"], 8, 3, [.. Enumerable.Range(0, 16 * 192).Select(i => (byte)((i / 192 % 2 == 0 ? 170 : 20) + (i * 7 % 64)))], [.. Enumerable.Range(0, 16).Select(i => i % 2)]);
        var settings = TestRuns.Classifier(shades) with { Task = TrainingTask.Judge, HoldOutEvery = 3, Steps = 25, BatchSize = 8, EmaStart = 0.8, EmaEnd = 0.8 };
        using var session = TrainingSession.Start(Run("run"), settings, shades, "a");
        TestRuns.Train(session);
        var band = Assert.Single(session.Evaluate());
        Assert.Equal(5, band.Images);
        Assert.Equal(5, band.Correct);
    }

    [Fact]
    public void Train_ManySteps_LeaveNoTensorsBehind()
    {
        var settings = TestRuns.Unet(images) with { Steps = 20, LogEvery = 1, SnapshotEvery = 5, EmaLengths = [0.05, 0.1], EmaRates = [0.5] };
        using var session = TrainingSession.Start(Run("run"), settings, images, "a");
        var alive = new LiveTensors();
        session.Train(alive, CancellationToken.None);
        Assert.Equal(20, alive.Counts.Count);
        Assert.All(alive.Counts, count => Assert.Equal(alive.Counts[0], count));
    }

    public void Dispose() => folder.Dispose();

    private string Run(string name) => Path.Combine(folder.Path, name);

    private byte[] Tensors(string run, int step) =>
        File.ReadAllBytes(Path.Combine(Run(run), $"checkpoint-{step:D8}", CheckpointFolder.TensorsName));

    /// <summary>Counts the tensors that the loop's thread has alive at each step.</summary>
    private sealed class LiveTensors : ITrainingReport
    {
        public List<long> Counts { get; } = [];

        public void Metrics(StepMetrics metrics) => Counts.Add(DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount);
    }
}
