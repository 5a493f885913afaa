using Diffusion.Trainer.Evaluation;

namespace Diffusion.Trainer.Tests.Evaluation;

public sealed class FrechetIntervalTests
{
    /// <summary>Four times the pictures halve the margin.</summary>
    [Fact]
    public void Margin_MorePictures_IsNarrower()
    {
        var real = FeatureMoments.Of(Set(1, 4000, 0));
        var (few, many) = (FrechetInterval.Margin(Set(2, 250, 1), null, real), FrechetInterval.Margin(Set(2, 1000, 1), null, real));
        Assert.InRange(few / many, 1.3, 3);
    }

    /// <summary>Where a class is a point, each sample has the same features and nothing varies; without labels their shares do.</summary>
    [Fact]
    public void Margin_ClassesThatAreSinglePoints_IsZero()
    {
        float[][] features = [.. Enumerable.Range(0, 40).Select(index => new float[] { index % 2, 3 * (index % 2) })];
        int[] labels = [.. Enumerable.Range(0, 40).Select(index => index % 2)];
        var real = FeatureMoments.Of([[0, 1], [1, 0], [2, 2], [0, 0]]);
        Assert.Equal(0, FrechetInterval.Margin(features, labels, real), 1e-9);
        Assert.True(FrechetInterval.Margin(features, null, real) > 0.01);
    }

    private static float[][] Set(int seed, int count, double mean)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => new[] { (float)(mean + random.NextDouble()), (float)random.NextDouble() })];
    }
}
