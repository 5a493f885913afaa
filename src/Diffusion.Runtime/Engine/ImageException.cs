namespace Diffusion.Runtime;

/// <summary>One image that could not be made; others are not touched.</summary>
public sealed class ImageException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Whether the device or the engine failed rather than the image, so that another try may succeed.</summary>
    public bool IsTransient { get; init; }
}
