namespace Diffusion.Runtime;

/// <summary>A finished image.</summary>
/// <param name="Pixels">[C, H, W], row-major, about [−1, 1] (exactly so with static thresholding and no guidance after it).</param>
/// <param name="Channels">C.</param>
/// <param name="Height">H in pixels.</param>
/// <param name="Width">W in pixels.</param>
public sealed record SampledImage(float[] Pixels, int Channels, int Height, int Width)
{
    /// <summary>x̂₀ along the chain, as <see cref="ImageRequest.FilmEvery"/> asks, each like <see cref="Pixels"/>.</summary>
    public IReadOnlyList<float[]> Film { get; init; } = [];
}
