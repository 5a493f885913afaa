using SixLabors.ImageSharp.PixelFormats;

namespace SixLabors.ImageSharp;

/// <summary>Work on the rows of one image.</summary>
public delegate void PixelAccessorAction<TPixel>(PixelAccessor<TPixel> pixelAccessor)
    where TPixel : unmanaged, IPixel<TPixel>;

/// <summary>The rows of an image, top first.</summary>
public ref struct PixelAccessor<TPixel>
    where TPixel : unmanaged, IPixel<TPixel>
{
    private readonly Span<TPixel> pixels;

    internal PixelAccessor(Span<TPixel> pixels, int width, int height)
    {
        this.pixels = pixels;
        Width = width;
        Height = height;
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>The pixels of a row, left first.</summary>
    public readonly Span<TPixel> GetRowSpan(int rowIndex)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)rowIndex, (uint)Height, nameof(rowIndex));
        return pixels.Slice(rowIndex * Width, Width);
    }
}
