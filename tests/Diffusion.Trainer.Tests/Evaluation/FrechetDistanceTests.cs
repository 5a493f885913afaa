using Diffusion.Trainer.Evaluation;

namespace Diffusion.Trainer.Tests.Evaluation;

public sealed class FrechetDistanceTests
{
    /// <summary>Independent features: (μ₁ − μ₂)² + (σ₁ − σ₂)² for each, with the sample's own moments.</summary>
    [Fact]
    public void Of_OneFeature_IsTheClosedForm()
    {
        var (one, other) = (Set(1, 400, 1, 0.5), Set(2, 300, 3, 2));
        var (first, second) = (FeatureMoments.Of(one), FeatureMoments.Of(other));
        var expected = Math.Pow(first.Mean[0] - second.Mean[0], 2)
            + Math.Pow(Math.Sqrt(first.Covariance[0, 0]) - Math.Sqrt(second.Covariance[0, 0]), 2);
        Assert.Equal(expected, FrechetDistance.Of(first, second), 1e-9);
    }

    /// <summary>Turning both sets alike changes nothing, though the covariances no longer commute with the axes.</summary>
    [Fact]
    public void Of_BothSetsTurned_IsTheSame()
    {
        var (one, other) = (Pairs(3, 1, 0.2), Pairs(4, 0.4, 1.5));
        Assert.Equal(Distance(one, other), Distance(Turned(one), Turned(other)), 1e-6);
        Assert.NotEqual(Distance(one, other), Distance(one, Turned(other)), 0.1);
    }

    [Fact]
    public void Of_SetAgainstItself_IsZero() => Assert.Equal(0, Distance(Pairs(5, 1, 2), Pairs(5, 1, 2)), 1e-9);

    [Fact]
    public void Of_OneImage_IsRefused() => Assert.Throws<ArgumentException>(() => FeatureMoments.Of([[1f, 2f]]));

    private static double Distance(float[][] one, float[][] other) => FrechetDistance.Of(FeatureMoments.Of(one), FeatureMoments.Of(other));

    private static float[][] Turned(float[][] points) =>
        Array.ConvertAll(points, point => new[] { (0.6f * point[0]) - (0.8f * point[1]), (0.8f * point[0]) + (0.6f * point[1]) });

    private static float[][] Pairs(int seed, double first, double second) =>
        [.. Set(seed, 500, 0, first).Zip(Set(seed + 100, 500, 0, second), (a, b) => new[] { a[0], b[0] })];

    private static float[][] Set(int seed, int count, double mean, double deviation)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => new[]
        {
            (float)(mean + (deviation * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()))),
        })];
    }
}
