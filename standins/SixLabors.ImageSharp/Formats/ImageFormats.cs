using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.PixelFormats;

namespace SixLabors.ImageSharp.Formats;

/// <summary>Reads one format.</summary>
internal abstract class FormatDecoder
{
    public abstract IImageFormat Format { get; }

    public abstract bool Recognizes(ReadOnlySpan<byte> data);

    public abstract Image<TPixel> Decode<TPixel>(ReadOnlySpan<byte> data)
        where TPixel : unmanaged, IPixel<TPixel>;

    public abstract ImageInfo Identify(ReadOnlySpan<byte> data);
}

internal static class ImageFormats
{
    private static readonly FormatDecoder[] Decoders = [new PngFormatDecoder(), new JpegFormatDecoder()];

    public static FormatDecoder Detect(ReadOnlySpan<byte> data)
    {
        foreach (var decoder in Decoders)
        {
            if (decoder.Recognizes(data))
            {
                return decoder;
            }
        }

        throw new UnknownImageFormatException("Image cannot be loaded. Available decoders: PNG, JPEG (other formats need the official package SixLabors.ImageSharp).");
    }
}
