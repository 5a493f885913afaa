using Diffusion.Sampling;

namespace Diffusion.Runtime;

/// <summary>What the chain of an image starts from. All but the prior's is reckoned on the host, so that it is the same on every device.</summary>
internal static class StartingPoint
{
    /// <summary>Fills [C, H, W] with the first x of a request.</summary>
    public static void Fill(Span<float> x, ImageRequest request, Prior? prior)
    {
        switch (request.Plan.Options.Start)
        {
            case StartKind.Noise:
                request.Noise.Fill(x, NoiseStream.Start, 0);
                break;

            case StartKind.Inversion:
                request.StartImage.CopyTo(x);
                break;

            case StartKind.Prior:
                prior!.Fill(x, request);
                break;

            case StartKind.Image:
                request.Noise.Fill(x, NoiseStream.Start, 0);
                Noised(x, request.StartImage, request.Plan.StartAlphaBar);
                break;
        }
    }

    /// <summary>x_t = √ᾱ·x₀ + √(1 − ᾱ)·ε, where x holds ε (Ho et al. 2020, eq. 4).</summary>
    private static void Noised(Span<float> x, ReadOnlySpan<float> image, double alphaBar)
    {
        var (signal, noise) = ((float)Math.Sqrt(alphaBar), (float)Math.Sqrt(1 - alphaBar));
        for (var i = 0; i < x.Length; i++)
        {
            x[i] = (signal * image[i]) + (noise * x[i]);
        }
    }
}
