using Diffusion.Trainer.Objectives;
using static TorchSharp.torch;

namespace Diffusion.Trainer.Tests.Objectives;

public sealed class NormalTests
{
    [Theory]
    [InlineData(0, 0, 0, 0)]
    [InlineData(0.3, -1, 0.1, -1)]
    [InlineData(-0.5, 0.2, 0.7, 1)]
    public void KullbackLeibler_TwoNormals_EqualsTheIntegral(double mean1, double logVariance1, double mean2, double logVariance2)
    {
        using var scope = NewDisposeScope();
        var divergence = Normal.KullbackLeibler(
            tensor((float)mean1), tensor((float)logVariance1), tensor((float)mean2), tensor((float)logVariance2)).item<float>();

        // ∫ p·(log p − log q), by the trapezoidal rule over ±12 standard deviations.
        const int Points = 20_000;
        var (sigma, integral) = (Math.Exp(logVariance1 / 2), 0.0);
        var width = 24 * sigma / Points;
        for (var i = 0; i <= Points; i++)
        {
            var x = mean1 + (12 * sigma * ((2.0 * i / Points) - 1));
            var (p, q) = (LogDensity(x, mean1, logVariance1), LogDensity(x, mean2, logVariance2));
            integral += width * Math.Exp(p) * (p - q);
        }

        Assert.Equal(integral, divergence, tolerance: 1e-6);
    }

    [Theory]
    [InlineData(0, -1)]
    [InlineData(-0.9, -3)]
    [InlineData(0.999, -2)]
    [InlineData(1.4, 0)]
    public void LogLikelihoodOfPixel_All256Values_AddUpToOne(double mean, double logScale)
    {
        using var scope = NewDisposeScope();
        var pixels = tensor([.. Enumerable.Range(0, 256).Select(value => (value / 127.5f) - 1)], [256]);
        var likelihoods = Normal.LogLikelihoodOfPixel(pixels, full_like(pixels, mean), full_like(pixels, logScale)).data<float>().ToArray();
        Assert.Equal(1, likelihoods.Sum(value => Math.Exp(value)), tolerance: 1e-5);

        // The likeliest pixel is the nearest to the mean.
        var nearest = Math.Clamp((int)Math.Round((mean + 1) * 127.5), 0, 255);
        Assert.Equal(likelihoods.Max(), likelihoods[nearest], tolerance: 1e-3);
    }

    [Fact]
    public void ApproximateCdf_IsWithinItsStatedErrorOfTheTrueOne()
    {
        using var scope = NewDisposeScope();
        var x = arange(-6f, 6f, 0.01f);
        var exact = 0.5 * (1 + (x / Math.Sqrt(2)).erf());
        Assert.InRange((Normal.ApproximateCdf(x) - exact).abs().max().item<float>(), 1e-5, 4e-4);
    }

    private static double LogDensity(double x, double mean, double logVariance) =>
        -0.5 * (Math.Log(2 * Math.PI) + logVariance + ((x - mean) * (x - mean) * Math.Exp(-logVariance)));
}
