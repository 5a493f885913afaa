namespace Diffusion.Sampling;

/// <summary>The noise of image <paramref name="Image"/> of a job, a pure function of its seed.</summary>
public sealed record PhiloxImageNoise(ulong Seed, uint Image) : IImageNoise
{
    public void Fill(Span<float> destination, NoiseStream stream, uint draw) => PhiloxNoise.Fill(destination, Seed, Image, stream, draw);
}
