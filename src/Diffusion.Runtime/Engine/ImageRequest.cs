using Diffusion.Sampling;

namespace Diffusion.Runtime;

/// <summary>One image to sample. Equal requests give equal bytes on the same model and kind of device.</summary>
/// <param name="Plan">Its steps.</param>
/// <param name="NetworkLabel">The label that the network sees; null: the null class, or none where the network knows no labels.</param>
/// <param name="ClassifierLabel">The label that the classifier pulls towards; needed where the plan has classifier guidance.</param>
/// <param name="Seed">The job's seed.</param>
/// <param name="ImageIndex">The image's index in its job; with the seed it chooses the noise.</param>
public sealed record ImageRequest(SamplingPlan Plan, int? NetworkLabel, int? ClassifierLabel, ulong Seed, uint ImageIndex)
{
    /// <summary>The image that the chain starts from, [C, H, W] in [−1, 1], where the plan starts from one.</summary>
    public float[]? StartImage { get; init; }

    /// <summary>What a super-resolution UNet enlarges, [C, h, w] in [−1, 1]; null with any other.</summary>
    public float[]? LowResolution { get; init; }

    /// <summary>x̂₀ is kept after every so many steps of the network, for a film of the chain (<see cref="FilmSteps"/>); 0: never.</summary>
    public int FilmEvery { get; init; }

    /// <summary>Where the image's noise comes from; Philox of seed and index unless something else is given.</summary>
    public IImageNoise Noise { get; init; } = new PhiloxImageNoise(Seed, ImageIndex);
}
