using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.Metadata;
using SixLabors.ImageSharp.PixelFormats;

namespace SixLabors.ImageSharp;

/// <summary>An image in memory, rows from the top. What touches pixels touches the root frame's.</summary>
public sealed class Image<TPixel> : Image
    where TPixel : unmanaged, IPixel<TPixel>
{
    private readonly ImageFrameCollection<TPixel> frames;
    private bool disposed;

    public Image(int width, int height)
        : this(width, height, new ImageMetadata())
    {
    }

    public Image(int width, int height, TPixel backgroundColor)
        : this(width, height) =>
        Pixels.AsSpan().Fill(backgroundColor);

    internal Image(int width, int height, ImageMetadata metadata)
        : base(PixelTypes.Of<TPixel>(), metadata, new Size(width, height)) =>
        frames = new ImageFrameCollection<TPixel>(this, [new ImageFrame<TPixel>(width, height, new ImageFrameMetadata())]);

    internal Image(ImageMetadata metadata, IReadOnlyList<ImageFrame<TPixel>> frames)
        : base(PixelTypes.Of<TPixel>(), metadata, frames[0].Size()) =>
        this.frames = new ImageFrameCollection<TPixel>(this, frames);

    public new ImageFrameCollection<TPixel> Frames
    {
        get
        {
            ThrowIfDisposed();
            return frames;
        }
    }

    public TPixel this[int x, int y]
    {
        get => Frames.RootFrame[x, y];
        set => Frames.RootFrame[x, y] = value;
    }

    internal TPixel[] Pixels => Frames.RootFrame.Pixels;

    /// <summary>Gives the rows to an action, for as long as it runs.</summary>
    public void ProcessPixelRows(PixelAccessorAction<TPixel> processPixels) => Frames.RootFrame.ProcessPixelRows(processPixels);

    /// <summary>Copies all pixels, row after row.</summary>
    public void CopyPixelDataTo(Span<TPixel> destination) => Frames.RootFrame.CopyPixelDataTo(destination);

    /// <summary>Copies the bytes of all pixels, row after row.</summary>
    public void CopyPixelDataTo(Span<byte> destination) => Frames.RootFrame.CopyPixelDataTo(destination);

    public Image<TPixel> Clone() => new(Metadata.DeepClone(), [.. Frames.Select(frame => frame.Clone())]);

    public override string ToString() => $"Image<{typeof(TPixel).Name}>: {Width}x{Height}";

    protected override void Dispose(bool disposing)
    {
        disposed = true;
        foreach (var frame in frames)
        {
            frame.Dispose();
        }
    }

    internal override ImageFrameCollection FrameCollection() => Frames;

    internal override Image<TOther> ConvertTo<TOther>() => new(Metadata.DeepClone(), [.. Frames.Select(frame => frame.ConvertTo<TOther>())]);

    internal override void EncodeWith(IImageEncoder encoder, Stream stream) => encoder.Encode(this, stream);

    internal override Task EncodeWithAsync(IImageEncoder encoder, Stream stream, CancellationToken cancellationToken) =>
        encoder.EncodeAsync(this, stream, cancellationToken);

    internal override void ThrowIfDisposed()
    {
        if (disposed)
        {
            throw new ObjectDisposedException("Image", "Trying to execute an operation on a disposed image.");
        }
    }
}
