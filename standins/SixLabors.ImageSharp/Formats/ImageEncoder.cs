using SixLabors.ImageSharp.PixelFormats;

namespace SixLabors.ImageSharp.Formats;

/// <summary>The common part of encoders.</summary>
public abstract class ImageEncoder : IImageEncoder
{
    public bool SkipMetadata { get; init; }

    public void Encode<TPixel>(Image<TPixel> image, Stream stream)
        where TPixel : unmanaged, IPixel<TPixel> =>
        Encode(image, stream, CancellationToken.None);

#pragma warning disable MA0061 // Officially the class has a default that its interface has not.
    public async Task EncodeAsync<TPixel>(Image<TPixel> image, Stream stream, CancellationToken cancellationToken = default)
        where TPixel : unmanaged, IPixel<TPixel>
#pragma warning restore MA0061
    {
        using var encoded = new MemoryStream();
        Encode(image, encoded, cancellationToken);
        encoded.Position = 0;
        await encoded.CopyToAsync(stream, cancellationToken);
    }

    protected abstract void Encode<TPixel>(Image<TPixel> image, Stream stream, CancellationToken cancellationToken)
        where TPixel : unmanaged, IPixel<TPixel>;
}

/// <summary>An encoder of a format that may have a palette.</summary>
public abstract class QuantizingImageEncoder : ImageEncoder;
