namespace Diffusion.Sampling;

/// <summary>All the noise of one image. Different images' noise is drawn on several threads at once.</summary>
public interface IImageNoise
{
    /// <summary>Fills <paramref name="destination"/> with standard normal numbers, the same ones whenever it is asked again.</summary>
    void Fill(Span<float> destination, NoiseStream stream, uint draw);
}
