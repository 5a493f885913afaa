using Diffusion.Sampling;
using Diffusion.Trainer.Objectives;
using static TorchSharp.torch;

namespace Diffusion.Trainer.Tests.Objectives;

public sealed class MinSnrWeightTests
{
    [Theory]
    [InlineData(PredictionKind.Epsilon)]
    [InlineData(PredictionKind.X0)]
    [InlineData(PredictionKind.V)]
    public void Loss_AnyPrediction_IsTheCleanImagesErrorTimesTheCutRatio(PredictionKind prediction)
    {
        using var scope = NewDisposeScope();
        var equations = new DiffusionEquations(new DiffusionModelSettings(NoiseSchedule.Create("cosine", 1000), prediction, VarianceKind.FixedSmall));
        int[] timesteps = [10, 100, 300, 500, 700];
        var random = new Generator(3);
        var (x0, eps) = (rand([5, 3, 4, 4], generator: random), randn([5, 3, 4, 4], generator: random));
        var images = new NoisyImages(x0, eps, equations.Diffuse(x0, eps, timesteps), timesteps);
        var output = equations.Target(images) + (randn([5, 3, 4, 4], generator: random) * 0.1);

        var loss = new DiffusionLoss(equations, LossKind.Mse, new MinSnrWeight(equations, gamma: 5)).Of(output, images).Loss.data<float>().ToArray();
        var errors = PerImage.SquaredError(equations.Reverse(output, images.Noisy, timesteps, clip: false).X0, x0).data<float>().ToArray();
        for (var i = 0; i < timesteps.Length; i++)
        {
            var alphaBar = equations.Schedule.AlphaBar[timesteps[i]];
            var expected = Math.Min(alphaBar / (1 - alphaBar), 5) * errors[i];
            Assert.Equal(1, loss[i] / expected, tolerance: 2e-3);
        }
    }

    [Fact]
    public void Constructor_PreviousX_IsRefused()
    {
        var model = new DiffusionModelSettings(NoiseSchedule.Create("cosine", 10), PredictionKind.PreviousX, VarianceKind.FixedSmall);
        Assert.Throws<ArgumentException>(() => new MinSnrWeight(new DiffusionEquations(model), gamma: 5));
    }
}
