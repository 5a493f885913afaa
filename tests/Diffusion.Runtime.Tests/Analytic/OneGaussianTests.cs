using Diffusion.Sampling;

namespace Diffusion.Runtime.Tests.Analytic;

/// <summary>Where the network sees a label the data are one Gaussian, and the discrete chain has a closed form: no step size enters.</summary>
public sealed class OneGaussianTests(ExactModelFixture exact) : IClassFixture<ExactModelFixture>
{
    private const int Label = 0;
    private const int Samples = 8192;
    private static readonly GaussianMixture Mixture = GaussianMixture.Example;

    /// <summary>An image far from the component's mean, so that what remains of it shows.</summary>
    private static readonly double[] StartImage = [-0.7, 0.6, -0.5, -0.4];

    [Theory]
    [InlineData(SamplerKind.Ddpm, null, StartKind.Noise)]
    [InlineData(SamplerKind.Ddim, null, StartKind.Noise)]
    [InlineData(SamplerKind.Ddpm, 900, StartKind.Noise)]
    [InlineData(SamplerKind.Ddim, 900, StartKind.Noise)]
    [InlineData(SamplerKind.Ddpm, 500, StartKind.Image)]
    [InlineData(SamplerKind.Ddim, 500, StartKind.Image)]
    [InlineData(SamplerKind.Ddpm, 500, StartKind.Prior)]
    [InlineData(SamplerKind.Ddim, 500, StartKind.Prior)]
    public async Task GenerateAsync_ManyDraws_HaveTheChainsMeanAndCovariance(SamplerKind sampler, int? startTimestep, StartKind start)
    {
        var plan = exact.Model.Plan(new() { Sampler = sampler, Steps = "12", StartTimestep = startTimestep, Start = start });
        var alphaBar = CosineAlphaBar.Values[(startTimestep ?? 1000) - 1];
        var (startMean, startVariances) = start switch
        {
            StartKind.Image => (Scaled(StartImage), Mixture.Variances[Label].Select(_ => 1 - alphaBar)),
            StartKind.Prior => (Scaled(Mixture.Means[Label]), Mixture.Variances[Label].Select(variance => (alphaBar * variance) + 1 - alphaBar)),
            _ => (new double[Mixture.Dimensions], Mixture.Variances[Label].Select(_ => 1.0)),
        };
        var (mean, covariance) = new LinearChain(Mixture, Label, plan).Moments(startMean, startVariances);

        var draws = await exact.Model.SampleAsync(plan, Samples, Label, start: start == StartKind.Image ? _ => StartImage : null);

        // The engine reckons in float.
        Moments.Of(Mixture, draws, mean).AssertNear(Moments.Exact(mean, covariance), _ => 1e-5);

        double[] Scaled(double[] image) => [.. image.Select(value => Math.Sqrt(alphaBar) * value)];
    }

    /// <summary>
    /// With the noise known, the whole chain is. Floats remain: DDIM's √(1 − ᾱ) of a rounded ᾱ, and ε's rounding over √ᾱ at the start.
    /// </summary>
    [Theory]
    [InlineData(PredictionKind.X0, 1e-5)]
    [InlineData(PredictionKind.Epsilon, 1e-4)]
    [InlineData(PredictionKind.V, 1e-5)]
    public async Task GenerateAsync_AnyPrediction_IsTheChainDrawByDraw(PredictionKind prediction, double tolerance)
    {
        await using var model = await ExactModel.StartAsync(prediction);
        foreach (var sampler in new[] { SamplerKind.Ddpm, SamplerKind.Ddim })
        {
            var plan = model.Plan(new() { Sampler = sampler, Steps = "12" });
            var chain = new LinearChain(Mixture, Label, plan);
            var draws = await model.SampleAsync(plan, ExactModel.Draws, Label);
            for (var draw = 0; draw < draws.Length; draw++)
            {
                var expected = chain.Run(ExactModel.Noise(NoiseStream.Start, 0)[draw], step => ExactModel.Noise(NoiseStream.Step, step)[draw]);
                Assert.All(draws[draw].Zip(expected), pair => Assert.Equal(pair.Second, pair.First, tolerance));
            }
        }
    }
}
