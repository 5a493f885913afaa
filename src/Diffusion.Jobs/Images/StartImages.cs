using Diffusion.Runtime;
using Microsoft.Extensions.Options;
using SixLabors.ImageSharp;

namespace Diffusion.Jobs;

/// <summary>The images that a job's chains start from, from its container.</summary>
public sealed class StartImages(JobContainer container, IOptions<JobLimits> limits)
{
    /// <summary>The start of an image; null where the job's chains do not start from images.</summary>
    /// <exception cref="ImageException">There is no such blob, it is too large, or it is no PNG. Whether its size is the model's is the engine's to check.</exception>
    public async Task<StartImage?> TryReadAsync(JobPlan plan, int index, CancellationToken cancellation)
    {
        if (plan.Request.StartImages is not { } images)
        {
            return null;
        }

        var name = images.Names[index % images.Names.Count];
        var size = (await container.TryReadPropertiesAsync(name, cancellation))?.ContentLength;
        if (size > limits.Value.MaxStartImageBytes)
        {
            throw new ImageException($"Image {index} starts from {name}, which has {size} bytes, but may have {limits.Value.MaxStartImageBytes} (limit MaxStartImageBytes). Upload a smaller one, and submit the job under another id.");
        }

        var content = (size is null ? null : await container.TryReadAsync(name, cancellation))
            ?? throw new ImageException($"Image {index} starts from {name}, but there is no such blob. Upload it, and submit the job under another id.");
        try
        {
            return new StartImage(name, Decode(index, name, content.ToArray()));
        }
        catch (Exception exception) when (exception is UnknownImageFormatException or InvalidImageContentException)
        {
            throw new ImageException($"Image {index} starts from {name}, which is no PNG. Upload one, and submit the job under another id.", exception);
        }
    }

    // A small file may be of a very large image.
    private Pixels Decode(int index, string name, byte[] file)
    {
        var info = Image.Identify(file);
        return (long)info.Width * info.Height <= limits.Value.MaxStartImagePixels
            ? PngFile.DecodePixels(file)
            : throw new ImageException($"Image {index} starts from {name}, which has {info.Width}×{info.Height} pixels, but may have {limits.Value.MaxStartImagePixels} (limit MaxStartImagePixels). Upload one of the model's size, and submit the job under another id.");
    }
}
