using Diffusion.Sampling;

namespace Diffusion.Runtime.Tests.Analytic;

/// <summary>
/// DDIM is Euler's method on dx̄/dσ̄ = ε̂ with x̄ = x/√ᾱ and σ̄ = √((1 − ᾱ)/ᾱ) (Song et al. 2021, eq. 14). Guided at a scale other
/// than 1 there is no distribution that is known, but every start has its own solution.
/// </summary>
public sealed class GuidedOdeTests(ExactModelFixture exact) : IClassFixture<ExactModelFixture>
{
    private const int Checked = 5;
    private const double Scale = 2;
    private const double Rounding = 1e-5;
    private static readonly GaussianMixture Mixture = GaussianMixture.Example;

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task GenerateAsync_GuidedDdim_FollowsTheGuidedOde(int target)
    {
        var fine = await Sample("500", target);
        var coarse = await Sample("250", target);
        for (var draw = 0; draw < Checked; draw++)
        {
            var solution = Solve(ExactModel.Noise(NoiseStream.Start, 0)[draw], target);
            for (var i = 0; i < Mixture.Dimensions; i++)
            {
                // An error of Euler's method falls as 1/S: as large as the change from S/2 to S, and all but gone in 2·fine − coarse.
                var change = Math.Abs(fine[draw][i] - coarse[draw][i]);
                Assert.InRange(fine[draw][i] - solution[i], (-1.5 * change) - Rounding, (1.5 * change) + Rounding);
                var limit = (2 * fine[draw][i]) - coarse[draw][i];
                Assert.InRange(limit - solution[i], (-0.25 * change) - Rounding, (0.25 * change) + Rounding);
            }
        }
    }

    private Task<double[][]> Sample(string steps, int target) => exact.Model.SampleAsync(
        exact.Model.Plan(new()
        {
            Sampler = SamplerKind.Ddim,
            Steps = steps,
            Guidance = new() { Kind = GuidanceKind.Classifier, Scale = Scale, NetworkSeesLabel = false, Interval = GuidanceInterval.All },
        }),
        ExactModel.Draws,
        target: target);

    /// <summary>From the noisiest timestep to the cleanest by Runge and Kutta's method, in log σ̄; then x̂₀, as the sampler ends.</summary>
    private static double[] Solve(double[] noise, int target)
    {
        const int Steps = 300;
        var (first, last) = (LogSigma(CosineAlphaBar.Values[^1]), LogSigma(CosineAlphaBar.Values[0]));
        var h = (last - first) / Steps;
        var x = noise.Select(value => value / Math.Sqrt(CosineAlphaBar.Values[^1])).ToArray();
        for (var step = 0; step < Steps; step++)
        {
            var u = first + (step * h);
            var k1 = Slope(x, u, target);
            var k2 = Slope(Add(x, h / 2, k1), u + (h / 2), target);
            var k3 = Slope(Add(x, h / 2, k2), u + (h / 2), target);
            var k4 = Slope(Add(x, h, k3), u + h, target);
            x = Add(Add(Add(Add(x, h / 6, k1), h / 3, k2), h / 3, k3), h / 6, k4);
        }

        return Add(x, -1, Slope(x, last, target));
    }

    /// <summary>dx̄/d(log σ̄) = σ̄·ε̂ with ε̂ = ε − √(1 − ᾱ)·s·∇ log p(y | x_t).</summary>
    private static double[] Slope(double[] scaled, double logSigma, int target)
    {
        var sigma = Math.Exp(logSigma);
        var alphaBar = 1 / (1 + (sigma * sigma));
        var x = scaled.Select(value => value * Math.Sqrt(alphaBar)).ToArray();

        // σ̄·ε = x̄ − x̂₀
        var x0 = Mixture.Denoise(x, alphaBar);
        var gradient = Mixture.PosteriorGradient(target, x, alphaBar);
        return [.. scaled.Select((value, i) => value - x0[i] - (sigma * Math.Sqrt(1 - alphaBar) * Scale * gradient[i]))];
    }

    private static double LogSigma(double alphaBar) => 0.5 * Math.Log((1 - alphaBar) / alphaBar);

    private static double[] Add(double[] x, double factor, double[] direction) => [.. x.Zip(direction, (a, b) => a + (factor * b))];
}
