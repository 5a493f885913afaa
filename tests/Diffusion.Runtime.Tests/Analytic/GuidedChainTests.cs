using Diffusion.Sampling;

namespace Diffusion.Runtime.Tests.Analytic;

/// <summary>With the noise known, the mixture's guided chain is too, draw by draw.</summary>
public sealed class GuidedChainTests(ExactModelFixture exact) : IClassFixture<ExactModelFixture>
{
    private const int Target = 2;
    private static readonly GaussianMixture Mixture = GaussianMixture.Example;

    [Theory]
    [InlineData(SamplerKind.Ddpm, 1)]
    [InlineData(SamplerKind.Ddpm, 3)]
    [InlineData(SamplerKind.Ddim, 1)]
    [InlineData(SamplerKind.Ddim, 3)]
    public async Task GenerateAsync_Guided_IsTheChainDrawByDraw(SamplerKind sampler, double scale)
    {
        var guidance = new GuidanceOptions { Kind = GuidanceKind.Classifier, Scale = scale, NetworkSeesLabel = false };
        var plan = exact.Model.Plan(new() { Sampler = sampler, Steps = "20", Guidance = guidance with { Interval = GuidanceInterval.All } });
        var draws = await exact.Model.SampleAsync(plan, ExactModel.Draws, target: Target);
        for (var draw = 0; draw < draws.Length; draw++)
        {
            // Floats, and a posterior that is steep between components.
            var expected = Run(plan, scale, draw);
            Assert.All(draws[draw].Zip(expected), pair => Assert.Equal(pair.Second, pair.First, 2e-4));
        }
    }

    private static double[] Run(SamplingPlan plan, double scale, int draw)
    {
        var x = ExactModel.Noise(NoiseStream.Start, 0)[draw];
        for (var k = 0; k < plan.Steps.Count; k++)
        {
            var (alphaBar, weights) = StepWeights.Of(plan, k);
            var x0 = Mixture.Denoise(x, alphaBar);
            var gradient = Mixture.PosteriorGradient(Target, x, alphaBar);
            var z = ExactModel.Noise(NoiseStream.Step, k)[draw];

            // DDPM moves the mean by σ²·s·g; DDIM moves ε by −√(1 − ᾱ)·s·g, so x̂₀ by (1 − ᾱ)/√ᾱ·s·g (Dhariwal and Nichol 2021).
            var (ofMean, ofX0) = plan.Options.Sampler == SamplerKind.Ddpm
                ? (weights.Sigma * weights.Sigma * scale, 0.0)
                : (0.0, (1 - alphaBar) / Math.Sqrt(alphaBar) * scale);
            x = [.. x.Select((value, i) =>
                (weights.OfX0 * (x0[i] + (ofX0 * gradient[i]))) + (weights.OfX * value) + (ofMean * gradient[i]) + (weights.Sigma * z[i]))];
        }

        return x;
    }
}
