using System.Buffers.Binary;
using SixLabors.ImageSharp.PixelFormats;

namespace SixLabors.ImageSharp.Formats.Png;

/// <summary>Pixels to and from the samples of a row.</summary>
internal static class PngSamples
{
    /// <summary>Writes pixel <paramref name="i"/> of a row with 8 or 16 bits a sample (16: v·257, so that 255 is full).</summary>
    public static void Write<TPixel>(TPixel pixel, PngHeader header, Span<byte> row, int i)
        where TPixel : unmanaged, IPixel<TPixel>
    {
        var rgba = default(Rgba32);
        pixel.ToRgba32(ref rgba);
        Span<byte> samples = header.ColorType switch
        {
            PngColorType.Grayscale => [GreyOf(rgba)],
            PngColorType.GrayscaleWithAlpha => [GreyOf(rgba), rgba.A],
            PngColorType.Rgb => [rgba.R, rgba.G, rgba.B],
            _ => [rgba.R, rgba.G, rgba.B, rgba.A],
        };
        var place = row.Slice(i * header.BitsPerPixel / 8, header.BitsPerPixel / 8);
        for (var sample = 0; sample < place.Length; sample++)
        {
            place[sample] = samples[header.BitDepth == 16 ? sample / 2 : sample];
        }
    }

    /// <summary>Reads pixel <paramref name="i"/> of a row.</summary>
    public static Rgba32 Read(PngContent content, ReadOnlySpan<byte> row, int i)
    {
        var header = content.Header;
        var first = i * header.Samples;
        int Sample(ReadOnlySpan<byte> of, int number) => SampleAt(of, header.BitDepth, first + number);
        var value = Sample(row, 0);
        switch (header.ColorType)
        {
            case PngColorType.Palette:
                return content.PaletteColor(value);
            case PngColorType.Grayscale:
                var grey = ToByte(value, header.BitDepth);
                return new Rgba32(grey, grey, grey, content.IsTransparent(value, value, value) ? (byte)0 : byte.MaxValue);
            case PngColorType.GrayscaleWithAlpha:
                grey = ToByte(value, header.BitDepth);
                return new Rgba32(grey, grey, grey, ToByte(Sample(row, 1), header.BitDepth));
        }

        var (green, blue) = (Sample(row, 1), Sample(row, 2));
        var alpha = header.ColorType == PngColorType.RgbWithAlpha
            ? ToByte(Sample(row, 3), header.BitDepth)
            : content.IsTransparent(value, green, blue) ? (byte)0 : byte.MaxValue;
        return new Rgba32(ToByte(value, header.BitDepth), ToByte(green, header.BitDepth), ToByte(blue, header.BitDepth), alpha);
    }

    private static byte GreyOf(Rgba32 rgba) => Luminance.Of(rgba.R, rgba.G, rgba.B);

    private static int SampleAt(ReadOnlySpan<byte> row, int bits, int number)
    {
        if (bits == 16)
        {
            return BinaryPrimitives.ReadUInt16BigEndian(row[(number * 2)..]);
        }

        // Leftmost in the high bits (PNG specification, 7.2).
        var bit = number * bits;
        return (row[bit / 8] >> (8 - bits - (bit % 8))) & ((1 << bits) - 1);
    }

    private static byte ToByte(int sample, int bits) => bits switch
    {
        16 => (byte)(((sample * 255) + 32895) >> 16),
        8 => (byte)sample,
        _ => (byte)(sample * (255 / ((1 << bits) - 1))),
    };
}
