using Diffusion.Sampling;
using Diffusion.Trainer.Batches;
using Diffusion.Trainer.Datasets;
using Diffusion.Trainer.Export;
using Diffusion.Trainer.Loops;
using Diffusion.Trainer.Objectives;
using Diffusion.Trainer.Reports;
using Diffusion.Trainer.Tests.Loops;
using static TorchSharp.torch;

namespace Diffusion.Trainer.Tests.Objectives;

public sealed class LowResolutionInputTests : IDisposable
{
    private static readonly DiffusionEquations Equations = new(
        new DiffusionModelSettings(NoiseSchedule.Create("cosine", 1000), PredictionKind.V, VarianceKind.FixedSmall));

    private readonly TemporaryFolder folder = new();
    private readonly ImageSet images = TestImages.Create();

    [Fact]
    public void Of_NoNoiseNoBlur_IsTheMeanOfEachBox()
    {
        using var scope = NewDisposeScope();
        var x0 = rand([2, 3, 8, 8], generator: new Generator(1));
        var small = new LowResolutionInput(new LowResolutionSettings { Size = 2 }, Equations).Of(x0, new Conditioning([], [], [0, 0]));
        Assert.Equal([2, 3, 2, 2], small.shape);
        var lowerLeft = x0.narrow(2, 4, 4).narrow(3, 0, 4).mean([2, 3]).reshape(6);
        Assert.Equal(lowerLeft.data<float>().ToArray(), small.narrow(2, 1, 1).narrow(3, 0, 1).reshape(6).data<float>().ToArray(), (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Fact]
    public void Of_Blur_IsTheGaussianOfThreeTapsAndKeepsFlatPictures()
    {
        using var scope = NewDisposeScope();
        var point = zeros(2, 1, 10, 10);
        point.narrow(2, 4, 2).narrow(3, 4, 2).fill_(1);
        var input = new LowResolutionInput(new LowResolutionSettings { Size = 5, BlurShare = 1 }, Equations);
        var small = input.Of(point, new Conditioning([], [], [0.5, 0]));

        // exp(−1/(2·0.5²)) = e⁻² to each side.
        var side = Math.Exp(-2) / (1 + (2 * Math.Exp(-2)));
        Assert.Equal((1 - (2 * side)) * (1 - (2 * side)), At(0, 2, 2), tolerance: 1e-6);
        Assert.Equal((1 - (2 * side)) * side, At(0, 1, 2), tolerance: 1e-6);
        Assert.Equal(side * side, At(0, 3, 1), tolerance: 1e-6);
        Assert.Equal(1, At(1, 2, 2), tolerance: 1e-6);
        Assert.Equal(0, At(1, 1, 2), tolerance: 1e-6);

        var flat = input.Of(ones(1, 1, 10, 10), new Conditioning([], [], [0.6]));
        Assert.Equal(0, (flat - 1).abs().max().item<float>(), tolerance: 1e-6f);

        double At(int image, int row, int column) => small[image, 0, row, column].item<float>();
    }

    [Fact]
    public void Of_Noise_IsTheForwardProcessAndTellsItsLevel()
    {
        using var scope = NewDisposeScope();
        var settings = new LowResolutionSettings { Size = 4, NoiseTimesteps = 300 };
        var drawn = new ConditioningSource(settings, seed: 7, channels: 3).At(step: 3, count: 64);
        Assert.All(drawn.Timesteps, t => Assert.InRange(t, 0, 299));
        Assert.True(drawn.Timesteps.Distinct().Count() > 40);

        var x0 = rand([64, 3, 8, 8], generator: new Generator(1));
        var told = new LowResolutionInput(settings, Equations).Of(x0, drawn);
        Assert.Equal([64, 4, 4, 4], told.shape);
        var clean = new LowResolutionInput(settings with { NoiseTimesteps = 0 }, Equations).Of(x0, drawn);
        for (var i = 0; i < 64; i += 9)
        {
            var alphaBar = Equations.Schedule.AlphaBar[drawn.Timesteps[i]];
            Assert.Equal(Math.Sqrt(1 - alphaBar), told[i, 3, 1, 2].item<float>(), tolerance: 1e-6);
            var noise = (told[i].narrow(0, 0, 3) - (clean[i] * Math.Sqrt(alphaBar))) / Math.Sqrt(1 - alphaBar);
            Assert.Equal(drawn.Noise[(i * 48)..((i + 1) * 48)], noise.contiguous().data<float>().ToArray(), (a, b) => Math.Abs(a - b) < 1e-3);
        }
    }

    [Fact]
    public void Slice_OfABatch_HasTheSmallPicturesOfItsExamples()
    {
        var drawn = new ConditioningSource(new LowResolutionSettings { Size = 4, NoiseTimesteps = 300, BlurShare = 0.5 }, seed: 7, channels: 3).At(step: 3, count: 8);
        var part = drawn.Slice(2, 3);
        Assert.Equal(drawn.Timesteps[2..5], part.Timesteps);
        Assert.Equal(drawn.Blurs[2..5], part.Blurs);
        Assert.Equal(drawn.Noise[(2 * 48)..(5 * 48)], part.Noise);
        Assert.Contains(0.0, drawn.Blurs);
        Assert.Contains(drawn.Blurs, blur => blur is >= 0.4 and < 0.6);
    }

    [Fact]
    public void Train_SuperResolution_LearnsMoreThanAUnetThatSeesNoSmallPicture()
    {
        var settings = TestRuns.Unet(images) with { Steps = 80, LearningRate = 5e-3, LabelDropout = 0.15 };
        var seeing = settings with { LowResolution = new LowResolutionSettings { Size = images.Size / 2, NoiseTimesteps = 100, BlurShare = 0.5 } };
        Assert.InRange(LastLoss(seeing, "seeing"), 0, 0.9 * LastLoss(settings, "blind"));
        Assert.Contains("input_blocks.0.0.weight", TrainedNetwork.Load(Path.Combine(folder.Path, "seeing"), TrainingTask.Unet).Weights.Keys);
    }

    [Fact]
    public void Start_ImpossibleSmallPictures_NamesEachProblem()
    {
        var wrong = TestRuns.Unet(images) with { LowResolution = new LowResolutionSettings { Size = images.Size - 1, NoiseTimesteps = -1, BlurShare = 2 } };
        var error = Assert.Throws<TrainerException>(() => TrainingSession.Start(Path.Combine(folder.Path, "run"), wrong, images, "a"));
        Assert.Equal(["--small-size", "--small-noise", "--small-blur"], error.Message.Split('\n').Select(line => line.Split(' ')[0]));
    }

    public void Dispose() => folder.Dispose();

    private double LastLoss(TrainingSettings settings, string name)
    {
        var run = Path.Combine(folder.Path, name);
        TestRuns.Train(run, settings, images);
        return new MetricsFile(Path.Combine(run, TrainingSession.MetricsName)).Read().TakeLast(10).Average(line => line.Loss);
    }
}
