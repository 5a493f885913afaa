using System.Runtime.InteropServices;
using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.Metadata;
using SixLabors.ImageSharp.PixelFormats;

namespace SixLabors.ImageSharp;

/// <summary>An image in memory, one frame, rows from the top.</summary>
public sealed class Image<TPixel> : Image
    where TPixel : unmanaged, IPixel<TPixel>
{
    private TPixel[]? pixels;

    public Image(int width, int height)
        : this(width, height, new ImageMetadata())
    {
    }

    public Image(int width, int height, TPixel backgroundColor)
        : this(width, height) =>
        Pixels.AsSpan().Fill(backgroundColor);

    internal Image(int width, int height, ImageMetadata metadata)
        : base(PixelTypes.Of<TPixel>(), metadata, new Size(width, height)) =>
        pixels = new TPixel[checked(width * height)];

    public TPixel this[int x, int y]
    {
        get => Pixels[IndexOf(x, y)];
        set => Pixels[IndexOf(x, y)] = value;
    }

    internal TPixel[] Pixels => pixels ?? throw new ObjectDisposedException("Image", "Trying to execute an operation on a disposed image.");

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

    public Image<TPixel> Clone()
    {
        var clone = new Image<TPixel>(Width, Height, Metadata.DeepClone());
        Pixels.CopyTo(clone.Pixels.AsSpan());
        return clone;
    }

    public override string ToString() => $"Image<{typeof(TPixel).Name}>: {Width}x{Height}";

    protected override void Dispose(bool disposing) => pixels = null;

    internal override Image<TOther> ConvertTo<TOther>()
    {
        var converted = new Image<TOther>(Width, Height, Metadata.DeepClone());
        var rgba = default(Rgba32);
        for (var i = 0; i < Pixels.Length; i++)
        {
            Pixels[i].ToRgba32(ref rgba);
            converted.Pixels[i].FromRgba32(rgba);
        }

        return converted;
    }

    internal override void EncodeWith(IImageEncoder encoder, Stream stream) => encoder.Encode(this, stream);

    internal override Task EncodeWithAsync(IImageEncoder encoder, Stream stream, CancellationToken cancellationToken) =>
        encoder.EncodeAsync(this, stream, cancellationToken);

    internal override void ThrowIfDisposed() => _ = Pixels;

    private int IndexOf(int x, int y)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)x, (uint)Width, nameof(x));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)y, (uint)Height, nameof(y));
        return (y * Width) + x;
    }
}
