using Diffusion.Runtime;
using SixLabors.ImageSharp;

namespace Diffusion.Jobs;

/// <summary>The images that a job's chains start from, from its container.</summary>
public sealed class StartImages(JobContainer container)
{
    /// <summary>The start of an image; null where the job's chains do not start from images.</summary>
    /// <exception cref="ImageException">There is no such blob, or it is no PNG. Its size is the engine's to check.</exception>
    public async Task<StartImage?> TryReadAsync(JobPlan plan, int index, CancellationToken cancellation)
    {
        if (plan.Request.StartImages is not { } images)
        {
            return null;
        }

        var name = images.Names[index % images.Names.Count];
        var content = await container.TryReadAsync(name, cancellation)
            ?? throw new ImageException($"Image {index} starts from {name}, but there is no such blob. Upload it, and submit the job under another id.");
        try
        {
            return new StartImage(name, PngFile.Decode(content.ToArray()).Pixels);
        }
        catch (Exception exception) when (exception is UnknownImageFormatException or InvalidImageContentException)
        {
            throw new ImageException($"Image {index} starts from {name}, which is no PNG. Upload one, and submit the job under another id.", exception);
        }
    }
}
