namespace Diffusion.Sampling.Tests.Noise;

public sealed class InterpolatedNoiseTests
{
    private const int Length = 3072;

    [Theory]
    [InlineData(0.0, 5ul)]
    [InlineData(1.0, 9ul)]
    public void Fill_AtTheEnds_IsTheSeedsOwnStart(double share, ulong seed) =>
        Assert.Equal(Start(new PhiloxImageNoise(seed, 0)), Start(new InterpolatedNoise(5, 9, share)));

    /// <summary>
    /// On the way the angle from the first grows with the share and the length hardly changes, so the start stays as likely as noise is.
    /// The ends differ in length by some percent, and so the angle is off by as much.
    /// </summary>
    [Theory]
    [InlineData(0.25)]
    [InlineData(0.5)]
    [InlineData(0.9)]
    public void Fill_Between_LiesOnTheArc(double share)
    {
        var (first, second, between) = (Start(new PhiloxImageNoise(5, 0)), Start(new PhiloxImageNoise(9, 0)), Start(new InterpolatedNoise(5, 9, share)));
        Assert.Equal(share * Angle(first, second), Angle(first, between), 0.05);
        Assert.Equal((1 - share) * Angle(first, second), Angle(between, second), 0.05);
        Assert.InRange(Norm(between) / Math.Sqrt(Length), 0.95, 1.05);
    }

    [Fact]
    public void Fill_SameSeedTwice_IsThatSeed() =>
        Assert.All(Start(new PhiloxImageNoise(5, 0)).Zip(Start(new InterpolatedNoise(5, 5, 0.3))), pair => Assert.Equal(pair.First, pair.Second, 1e-6));

    /// <summary>A prior's pixels and directions go along the arc too; its component is the nearer seed's.</summary>
    [Theory]
    [InlineData(0.0, 5ul)]
    [InlineData(0.3, 5ul)]
    [InlineData(0.5, 5ul)]
    [InlineData(0.6, 9ul)]
    [InlineData(1.0, 9ul)]
    public void Fill_Prior_BlendsAllButTheComponent(double share, ulong nearer)
    {
        var noise = new InterpolatedNoise(5, 9, share);
        foreach (var (draw, choosing) in new[] { (PriorNoise.PixelDraw, 0), (PriorNoise.LatentDraw, PriorNoise.Choosing) })
        {
            var (first, second, between) = (Prior(new PhiloxImageNoise(5, 0), draw), Prior(new PhiloxImageNoise(9, 0), draw), Prior(noise, draw));
            Assert.Equal(Prior(new PhiloxImageNoise(nearer, 0), draw)[..choosing], between[..choosing]);
            (first, second, between) = (first[choosing..], second[choosing..], between[choosing..]);
            Assert.Equal(share * Angle(first, second), Angle(first, between), 0.05);
            Assert.Equal((1 - share) * Angle(first, second), Angle(between, second), 0.05);
            if (share is 0 or 1)
            {
                Assert.Equal(share == 0 ? first : second, between);
            }
        }
    }

    private static float[] Prior(IImageNoise noise, uint draw)
    {
        var values = new float[Length];
        noise.Fill(values, NoiseStream.Prior, draw);
        return values;
    }

    private static float[] Start(IImageNoise noise)
    {
        var values = new float[Length];
        noise.Fill(values, NoiseStream.Start, 0);
        return values;
    }

    private static double Angle(float[] one, float[] other) =>
        Math.Acos(Math.Clamp(one.Zip(other, (a, b) => (double)a * b).Sum() / (Norm(one) * Norm(other)), -1, 1));

    private static double Norm(float[] values) => Math.Sqrt(values.Sum(value => (double)value * value));
}
