using System.Runtime.InteropServices;
using SixLabors.ImageSharp.Metadata;
using SixLabors.ImageSharp.PixelFormats;

namespace SixLabors.ImageSharp;

/// <summary>The pixels of one picture, rows from the top.</summary>
public sealed class ImageFrame<TPixel> : ImageFrame
    where TPixel : unmanaged, IPixel<TPixel>
{
    private TPixel[]? pixels;

    internal ImageFrame(int width, int height, ImageFrameMetadata metadata)
        : base(width, height, metadata) =>
        pixels = new TPixel[checked(width * height)];

    internal TPixel[] Pixels => pixels ?? throw new ObjectDisposedException("ImageFrame", "Trying to execute an operation on a disposed image.");

    public TPixel this[int x, int y]
    {
        get => Pixels[IndexOf(x, y)];
        set => Pixels[IndexOf(x, y)] = value;
    }

    /// <summary>Gives the rows to an action, for as long as it runs.</summary>
    public void ProcessPixelRows(PixelAccessorAction<TPixel> processPixels)
    {
        ArgumentNullException.ThrowIfNull(processPixels);
        processPixels(new PixelAccessor<TPixel>(Pixels, Width, Height));
    }

    /// <summary>Copies all pixels, row after row.</summary>
    public void CopyPixelDataTo(Span<TPixel> destination)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(destination.Length, Pixels.Length, nameof(destination));
        Pixels.CopyTo(destination);
    }

    /// <summary>Copies the bytes of all pixels, row after row.</summary>
    public void CopyPixelDataTo(Span<byte> destination)
    {
        var bytes = MemoryMarshal.AsBytes(Pixels.AsSpan());
        ArgumentOutOfRangeException.ThrowIfLessThan(destination.Length, bytes.Length, nameof(destination));
        bytes.CopyTo(destination);
    }

    public override string ToString() => $"ImageFrame<{typeof(TPixel).Name}>({Width}x{Height})";

    protected override void Dispose(bool disposing) => pixels = null;

    internal ImageFrame<TPixel> Clone()
    {
        var clone = new ImageFrame<TPixel>(Width, Height, Metadata.DeepClone());
        Pixels.CopyTo(clone.Pixels.AsSpan());
        return clone;
    }

    internal ImageFrame<TOther> ConvertTo<TOther>()
        where TOther : unmanaged, IPixel<TOther>
    {
        var converted = new ImageFrame<TOther>(Width, Height, Metadata.DeepClone());
        var rgba = default(Rgba32);
        for (var i = 0; i < Pixels.Length; i++)
        {
            Pixels[i].ToRgba32(ref rgba);
            converted.Pixels[i].FromRgba32(rgba);
        }

        return converted;
    }

    private int IndexOf(int x, int y)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)x, (uint)Width, nameof(x));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)y, (uint)Height, nameof(y));
        return (y * Width) + x;
    }
}
