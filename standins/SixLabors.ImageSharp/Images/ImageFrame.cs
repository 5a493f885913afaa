using SixLabors.ImageSharp.Metadata;

namespace SixLabors.ImageSharp;

/// <summary>One picture of an image that may have several.</summary>
public abstract class ImageFrame : IDisposable
{
    private protected ImageFrame(int width, int height, ImageFrameMetadata metadata)
    {
        Width = width;
        Height = height;
        Metadata = metadata;
    }

    public int Width { get; }

    public int Height { get; }

    public ImageFrameMetadata Metadata { get; }

    public Size Size() => new(Width, Height);

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected abstract void Dispose(bool disposing);
}
