using FsCheck;
using FsCheck.Fluent;

namespace Diffusion.Sampling.Tests.Noise;

public sealed class PhiloxNoiseTests
{
    [Fact]
    public void Fill_Seed42Image7_IsTheDocumentedLayout()
    {
        var noise = new float[4];
        PhiloxNoise.Fill(noise, 42, 7, NoiseStream.Start, 0);
        Assert.Equal([1.06515086f, -0.817524731f, -0.658450365f, 1.13286579f], noise);
    }

    /// <summary>Computed apart from this code; every word of the counter and both of the key differ.</summary>
    [Fact]
    public void Fill_EveryWordDiffers_IsTheDocumentedLayout()
    {
        var noise = new float[12];
        PhiloxNoise.Fill(noise, 0x123456789ABCDEF0, 5, NoiseStream.Step, 3);
        Assert.Equal([0.227146044f, -1.15658319f, -0.891341388f, 1.1796633f], noise[8..]);
    }

    [Fact]
    public void Fill_AnyLength_IsAPrefixOfTheLongerFill()
    {
        var whole = new float[64];
        PhiloxNoise.Fill(whole, 5, 1, NoiseStream.Step, 3);
        for (var length = 0; length < whole.Length; length++)
        {
            var part = new float[length];
            PhiloxNoise.Fill(part, 5, 1, NoiseStream.Step, 3);
            Assert.Equal(whole[..length], part);
        }
    }

    [Fact]
    public void Fill_OtherAddress_HasOtherNumbers() =>
        Prop.ForAll(
            ArbMap.Default.ArbFor<(ulong Seed, uint Image, byte Stream, uint Draw)>(),
            ArbMap.Default.ArbFor<(ulong Seed, uint Image, byte Stream, uint Draw)>(),
            (a, b) =>
            {
                var (first, second) = (Draw(a), Draw(b));
                return (a with { Stream = (byte)(a.Stream % 5) }) == (b with { Stream = (byte)(b.Stream % 5) })
                    ? first.SequenceEqual(second)
                    : !first.SequenceEqual(second);
            }).QuickCheckThrowOnFailure();

    [Fact]
    public void Fill_EachHalfOfTheSeed_Matters()
    {
        var low = Draw((1, 0, 0, 0));
        var high = Draw((1ul << 32, 0, 0, 0));
        Assert.NotEqual(Draw((0, 0, 0, 0)), low);
        Assert.NotEqual(Draw((0, 0, 0, 0)), high);
        Assert.NotEqual(low, high);
    }

    /// <summary>Bounds are five standard errors of each moment of n draws: √(1/n), √(2/n), √(15/n), √(96/n).</summary>
    [Fact]
    public void Fill_ManyDraws_HasGaussianMoments()
    {
        const int Draws = 100;
        const int Length = 10_000;
        var noise = new float[Length];
        var (first, second, third, fourth) = (0.0, 0.0, 0.0, 0.0);
        for (uint draw = 0; draw < Draws; draw++)
        {
            PhiloxNoise.Fill(noise, 2024, 0, NoiseStream.Step, draw);
            foreach (var z in noise)
            {
                first += z;
                second += (double)z * z;
                third += (double)z * z * z;
                fourth += (double)z * z * z * z;
            }
        }

        double n = Draws * Length;
        Assert.InRange(first / n, -5 * Math.Sqrt(1 / n), 5 * Math.Sqrt(1 / n));
        Assert.InRange((second / n) - 1, -5 * Math.Sqrt(2 / n), 5 * Math.Sqrt(2 / n));
        Assert.InRange(third / n, -5 * Math.Sqrt(15 / n), 5 * Math.Sqrt(15 / n));
        Assert.InRange((fourth / n) - 3, -5 * Math.Sqrt(96 / n), 5 * Math.Sqrt(96 / n));
    }

    [Fact]
    public void Fill_Neighbours_AreUncorrelated()
    {
        var noise = new float[400_000];
        PhiloxNoise.Fill(noise, 3, 0, NoiseStream.Start, 0);
        for (var lag = 1; lag <= 4; lag++)
        {
            var sum = 0.0;
            for (var i = lag; i < noise.Length; i++)
            {
                sum += (double)noise[i] * noise[i - lag];
            }

            Assert.InRange(sum / noise.Length, -5 / Math.Sqrt(noise.Length), 5 / Math.Sqrt(noise.Length));
        }
    }

    [Fact]
    public void Fill_Twice_AllocatesNothing()
    {
        var noise = new float[1001];
        PhiloxNoise.Fill(noise, 1, 1, NoiseStream.Start, 1);
        var before = GC.GetAllocatedBytesForCurrentThread();
        PhiloxNoise.Fill(noise, 1, 2, NoiseStream.Start, 1);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static float[] Draw((ulong Seed, uint Image, byte Stream, uint Draw) address)
    {
        var noise = new float[8];
        PhiloxNoise.Fill(noise, address.Seed, address.Image, (NoiseStream)(address.Stream % 5), address.Draw);
        return noise;
    }
}
