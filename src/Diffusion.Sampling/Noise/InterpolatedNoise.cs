namespace Diffusion.Sampling;

/// <summary>
/// Starts between what two seeds start from: slerp(a, b; α) = (sin((1 − α)θ)·a + sin(αθ)·b)/sin θ, θ the angle between a and b (Shoemake
/// 1985; Song et al. 2021, appendix D.5). α = 0 and 1 give the seeds' own starts, bit for bit.
/// </summary>
/// <remarks>
/// So are the draws of a prior, whose component is that of the nearer seed (of the first in the middle): a component cannot be blended,
/// and slerp of what chooses it would lead through components that are neither seed's. Where both have the same one the line has no jump.
/// </remarks>
/// <param name="First">The seed at α = 0.</param>
/// <param name="Second">The seed at α = 1.</param>
/// <param name="Share">α in [0, 1].</param>
public sealed record InterpolatedNoise(ulong First, ulong Second, double Share) : IImageNoise
{
    /// <summary>The image whose noise a seed's end of the line has.</summary>
    private const uint Image = 0;

    public void Fill(Span<float> destination, NoiseStream stream, uint draw)
    {
        PhiloxNoise.Fill(destination, Share == 1 ? Second : First, Image, stream, draw);
        if (stream is not (NoiseStream.Start or NoiseStream.Prior) || Share is 0 or 1)
        {
            return;
        }

        var second = new float[destination.Length];
        PhiloxNoise.Fill(second, Second, Image, stream, draw);
        var choosing = stream == NoiseStream.Prior && draw == PriorNoise.LatentDraw ? Math.Min(PriorNoise.Choosing, second.Length) : 0;
        if (Share > 0.5)
        {
            second.AsSpan(0, choosing).CopyTo(destination);
        }

        Blend(destination[choosing..], second.AsSpan(choosing));
    }

    private void Blend(Span<float> first, ReadOnlySpan<float> second)
    {
        var (ofFirst, ofSecond) = Weights(first, second);
        for (var i = 0; i < first.Length; i++)
        {
            first[i] = (float)((ofFirst * first[i]) + (ofSecond * second[i]));
        }
    }

    private (double OfFirst, double OfSecond) Weights(ReadOnlySpan<float> first, ReadOnlySpan<float> second)
    {
        var (dot, ofFirst, ofSecond) = (0.0, 0.0, 0.0);
        for (var i = 0; i < first.Length; i++)
        {
            dot += (double)first[i] * second[i];
            ofFirst += (double)first[i] * first[i];
            ofSecond += (double)second[i] * second[i];
        }

        var angle = Math.Acos(Math.Clamp(dot / Math.Sqrt(ofFirst * ofSecond), -1, 1));

        // Equal starts have no arc between them: the straight line is the limit.
        return Math.Sin(angle) < 1e-9
            ? (1 - Share, Share)
            : (Math.Sin((1 - Share) * angle) / Math.Sin(angle), Math.Sin(Share * angle) / Math.Sin(angle));
    }
}
