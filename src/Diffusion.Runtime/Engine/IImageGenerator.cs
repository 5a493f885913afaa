namespace Diffusion.Runtime;

/// <summary>Makes images from requests. Many requests may be outstanding; they are taken in order.</summary>
public interface IImageGenerator
{
    /// <summary>Samples one image.</summary>
    /// <param name="request">What to sample.</param>
    /// <param name="progress">Told the number of steps done, after each; called on the engine's thread, so it must be quick.</param>
    /// <param name="cancellation">Gives the image up between two steps.</param>
    /// <exception cref="ImageException">The request does not fit the model, or its values became infinite or not a number.</exception>
    Task<SampledImage> GenerateAsync(ImageRequest request, IProgress<int>? progress = null, CancellationToken cancellation = default);
}
