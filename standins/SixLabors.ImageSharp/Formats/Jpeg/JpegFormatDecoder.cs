using SixLabors.ImageSharp.Metadata;

namespace SixLabors.ImageSharp.Formats.Jpeg;

/// <summary>Reads JPEG.</summary>
internal sealed class JpegFormatDecoder : FormatDecoder
{
    public override IImageFormat Format => JpegFormat.Instance;

    public override bool Recognizes(ReadOnlySpan<byte> data) => data.StartsWith([(byte)0xFF, (byte)0xD8, (byte)0xFF]);

    public override ImageInfo Identify(ReadOnlySpan<byte> data)
    {
        using var turbo = new TurboJpeg(data);
        return new ImageInfo(new PixelTypeInfo(turbo.BitsPerPixel), new Size(turbo.Width, turbo.Height), NewMetadata());
    }

    public override Image<TPixel> Decode<TPixel>(ReadOnlySpan<byte> data)
    {
        using var turbo = new TurboJpeg(data);
        var image = new Image<TPixel>(turbo.Width, turbo.Height, NewMetadata());
        var pixels = turbo.Decompress();
        for (var i = 0; i < pixels.Length; i++)
        {
            image.Pixels[i].FromRgba32(pixels[i]);
        }

        return image;
    }

    private static ImageMetadata NewMetadata() => new() { DecodedImageFormat = JpegFormat.Instance };
}
