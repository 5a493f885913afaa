namespace Diffusion.Sampling.Tests.Noise;

public sealed class PhiloxNoiseDistributionTests
{
    private const int Draws = 1000;
    private const int Length = 10_000;

    /// <summary>The distribution function is compared at multiples of this, where neighbours are less than 4·10⁻⁵ apart.</summary>
    private const double Spacing = 1e-4;
    private const int Furthest = 70_000;

    /// <summary>
    /// Kolmogorov and Smirnov's √n·D of 10⁷ draws: above 2.23, or below 0.3, once in ten thousand times or less. At its places it
    /// is D but for 0.13 at most.
    /// </summary>
    [Fact]
    public void Fill_TenMillionDraws_AreNormalByKolmogorovAndSmirnov()
    {
        var counts = Count();
        var (below, distance) = (0L, 0.0);
        for (var i = 0; i < counts.Length - 1; i++)
        {
            below += counts[i];
            distance = Math.Max(distance, Math.Abs(((double)below / Draws / Length) - Normal((i + 1 - Furthest) * Spacing)));
        }

        Assert.Equal((long)Draws * Length, below + counts[^1]);
        Assert.InRange(Math.Sqrt((double)Draws * Length) * distance, 0.3, 2.23);
    }

    /// <summary>Φ is known at a few places.</summary>
    [Theory]
    [InlineData(0, 0.5)]
    [InlineData(1, 0.841344746068543)]
    [InlineData(-1.96, 0.024997895148220)]
    [InlineData(3, 0.998650101968370)]
    [InlineData(-5, 2.866515718791939e-7)]
    public void Normal_KnownPlaces_IsPhi(double z, double expected) => Assert.Equal(expected, Normal(z), 1e-12);

    /// <summary>How many draws lie in each interval (i − furthest, i + 1 − furthest]·spacing; the outer ones hold the rest.</summary>
    private static long[] Count()
    {
        var counts = new long[2 * Furthest];
        var noise = new float[Length];
        for (uint draw = 0; draw < Draws; draw++)
        {
            PhiloxNoise.Fill(noise, 99, draw / 100, NoiseStream.Step, draw);
            foreach (var z in noise)
            {
                counts[Math.Clamp((int)Math.Ceiling(z / Spacing) - 1 + Furthest, 0, counts.Length - 1)]++;
            }
        }

        return counts;
    }

    /// <summary>Φ(z) = ½ + φ(z)·(z + z³/3 + z⁵/(3·5) + …) (Marsaglia 2004).</summary>
    private static double Normal(double z)
    {
        var (sum, term) = (z, z);
        for (var i = 3; Math.Abs(term) > 1e-17 * Math.Abs(sum); i += 2)
        {
            term *= z * z / i;
            sum += term;
        }

        return 0.5 + (sum * Math.Exp(-0.5 * z * z) / Math.Sqrt(2 * Math.PI));
    }
}
