namespace Diffusion.Sampling;

/// <summary>
/// Gaussian noise as a pure function of (seed, image, stream, draw, element), so that an image is the same in every batch, on
/// every retry and in every order.
/// </summary>
public static class PhiloxNoise
{
    private const double TwoToMinus32 = 1.0 / 4294967296.0;

    /// <summary>
    /// Fills <paramref name="destination"/> with N(0, 1). Philox's key is the seed (low word, high word), its counter
    /// (element / 4, draw, image, stream); two Box–Muller pairs of its four words make four elements. Nothing is allocated.
    /// </summary>
    /// <param name="destination">One image's elements in row-major order [C, H, W].</param>
    /// <param name="seed">The job's seed.</param>
    /// <param name="image">The image's index in the job.</param>
    /// <param name="stream">What the noise is for.</param>
    /// <param name="draw">Which draw of that stream: the step's index in its plan, 0 at the start.</param>
    public static void Fill(Span<float> destination, ulong seed, uint image, NoiseStream stream, uint draw)
    {
        var whole = destination.Length & ~3;
        for (var element = 0; element < whole; element += 4)
        {
            Four(destination.Slice(element, 4), (uint)element / 4, seed, image, stream, draw);
        }

        if (whole < destination.Length)
        {
            Span<float> last = stackalloc float[4];
            Four(last, (uint)whole / 4, seed, image, stream, draw);
            last[..(destination.Length - whole)].CopyTo(destination[whole..]);
        }
    }

    private static void Four(Span<float> destination, uint block, ulong seed, uint image, NoiseStream stream, uint draw)
    {
        var (w0, w1, w2, w3) = Philox4x32.Generate(block, draw, image, (uint)stream, (uint)seed, (uint)(seed >> 32));
        (destination[0], destination[1]) = BoxMuller(w0, w1);
        (destination[2], destination[3]) = BoxMuller(w2, w3);
    }

    /// <summary>Two independent N(0, 1) from two uniform words (Box and Muller 1958), in double, rounded once.</summary>
    private static (float Cosine, float Sine) BoxMuller(uint a, uint b)
    {
        // u₁ lies in (0, 1], so its logarithm is finite.
        var u1 = (a + 1.0) * TwoToMinus32;
        var u2 = b * TwoToMinus32;

        // (r·cos 2πu₂, r·sin 2πu₂) with r = √(−2·ln u₁)
        var r = Math.Sqrt(-2 * Math.Log(u1));
        var (sine, cosine) = Math.SinCos(2 * Math.PI * u2);
        return ((float)(r * cosine), (float)(r * sine));
    }
}
