using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.Metadata;
using SixLabors.ImageSharp.PixelFormats;

namespace SixLabors.ImageSharp;

/// <summary>An image whose pixel format the caller need not know.</summary>
public abstract partial class Image : IDisposable
{
    private bool disposed;

    private protected Image(PixelTypeInfo pixelType, ImageMetadata metadata, Size size)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size.Width, "width");
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size.Height, "height");
        PixelType = pixelType;
        Metadata = metadata;
        Size = size;
    }

    public PixelTypeInfo PixelType { get; }

    public int Width => Size.Width;

    public int Height => Size.Height;

    public Size Size { get; }

    public ImageMetadata Metadata { get; }

    /// <summary>The pictures, one at least.</summary>
    public ImageFrameCollection Frames => FrameCollection();

    /// <summary>A copy in another pixel format.</summary>
    public Image<TPixel2> CloneAs<TPixel2>()
        where TPixel2 : unmanaged, IPixel<TPixel2> =>
        ConvertTo<TPixel2>();

    /// <summary>Writes the image in an encoder's format.</summary>
    public void Save(Stream stream, IImageEncoder encoder)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(encoder);
        ThrowIfDisposed();
        EncodeWith(encoder, stream);
    }

    /// <summary>Writes the image in an encoder's format.</summary>
    public Task SaveAsync(Stream stream, IImageEncoder encoder, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(encoder);
        ThrowIfDisposed();
        return EncodeWithAsync(encoder, stream, cancellationToken);
    }

    public void Dispose()
    {
        if (disposed)
        {
            return;
        }

        Dispose(true);
        disposed = true;
        GC.SuppressFinalize(this);
    }

    protected abstract void Dispose(bool disposing);

    internal abstract ImageFrameCollection FrameCollection();

    internal abstract Image<TOther> ConvertTo<TOther>()
        where TOther : unmanaged, IPixel<TOther>;

    internal abstract void EncodeWith(IImageEncoder encoder, Stream stream);

    internal abstract Task EncodeWithAsync(IImageEncoder encoder, Stream stream, CancellationToken cancellationToken);

    internal abstract void ThrowIfDisposed();
}
