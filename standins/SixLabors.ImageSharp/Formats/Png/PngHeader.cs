using System.Buffers.Binary;

namespace SixLabors.ImageSharp.Formats.Png;

/// <summary>The IHDR chunk (PNG specification, 11.2.2).</summary>
internal sealed record PngHeader(int Width, int Height, int BitDepth, PngColorType ColorType, PngInterlaceMode Interlace)
{
    public const int Size = 13;

    /// <summary>Samples of a pixel; 1 for a palette index.</summary>
    public int Samples => ColorType switch
    {
        PngColorType.Rgb => 3,
        PngColorType.GrayscaleWithAlpha => 2,
        PngColorType.RgbWithAlpha => 4,
        _ => 1,
    };

    public int BitsPerPixel => BitDepth * Samples;

    /// <summary>The distance of the filters' left neighbour in bytes: a whole pixel, at least 1.</summary>
    public int FilterDistance => Math.Max(1, BitsPerPixel / 8);

    public int BytesPerRow(int pixels) => checked((int)((((long)pixels * BitsPerPixel) + 7) / 8));

    public static PngHeader Read(ReadOnlySpan<byte> data)
    {
        if (data.Length != Size)
        {
            throw new InvalidImageContentException($"The PNG header has {data.Length} bytes instead of {Size}.");
        }

        var header = new PngHeader(
            BinaryPrimitives.ReadInt32BigEndian(data),
            BinaryPrimitives.ReadInt32BigEndian(data[4..]),
            data[8],
            (PngColorType)data[9],
            (PngInterlaceMode)data[12]);
        header.Check(compression: data[10], filter: data[11]);
        return header;
    }

    public void Write(Span<byte> data)
    {
        data.Clear();
        BinaryPrimitives.WriteInt32BigEndian(data, Width);
        BinaryPrimitives.WriteInt32BigEndian(data[4..], Height);
        data[8] = (byte)BitDepth;
        data[9] = (byte)ColorType;
        data[12] = (byte)Interlace;
    }

    private void Check(byte compression, byte filter)
    {
        int[] depths = ColorType switch
        {
            PngColorType.Grayscale => [1, 2, 4, 8, 16],
            PngColorType.Palette => [1, 2, 4, 8],
            PngColorType.Rgb or PngColorType.GrayscaleWithAlpha or PngColorType.RgbWithAlpha => [8, 16],
            _ => [],
        };
        if (Width <= 0 || Height <= 0 || (long)Width * Height > int.MaxValue / 8
            || !depths.Contains(BitDepth) || !Enum.IsDefined(Interlace) || compression != 0 || filter != 0)
        {
            throw new InvalidImageContentException(
                $"The PNG header is invalid: {Width}x{Height}, bit depth {BitDepth}, colour type {(int)ColorType}, compression {compression}, filter {filter}, interlace {(int)Interlace}.");
        }
    }
}
