using Diffusion.Networks;

namespace Diffusion.Trainer.Loops;

/// <summary>
/// What a super-resolution UNet sees of each picture beside x_t: the picture made small, and spoilt as a sampled one would be
/// (Ho et al. 2021, Cascaded Diffusion Models, section 4).
/// </summary>
public sealed record LowResolutionSettings
{
    /// <summary>Height and width of the small picture; the training pictures' size is a multiple.</summary>
    public int Size { get; init; }

    /// <summary>
    /// S: the small picture is noised to a timestep drawn from [0, S), and the network sees the noise's level as one more plane
    /// (section 4.2 there); 0: no noise and no plane, as in guided-diffusion.
    /// </summary>
    public int NoiseTimesteps { get; init; }

    /// <summary>Probability that the small picture is blurred, for pictures above 128 pixels (section 4.3 there); 0: never.</summary>
    public double BlurShare { get; init; }

    /// <summary>Least standard deviation of the blur in pixels.</summary>
    public double LeastBlur { get; init; } = 0.4;

    /// <summary>Largest standard deviation of the blur in pixels.</summary>
    public double LargestBlur { get; init; } = 0.6;

    /// <summary>Of what the network is told.</summary>
    /// <param name="channels">An image's.</param>
    public LowResolutionShape Shape(int channels) => new(channels + (NoiseTimesteps > 0 ? 1 : 0), Size);
}
