using System.Buffers.Binary;
using SixLabors.ImageSharp.Metadata;
using SixLabors.ImageSharp.PixelFormats;

namespace SixLabors.ImageSharp.Formats.Png;

/// <summary>The chunks of a file, sorted out.</summary>
internal sealed class PngContent
{
    private readonly byte[] palette = [];
    private readonly byte[] transparency = [];

    public PngContent(ReadOnlySpan<byte> file)
    {
        using var compressed = new MemoryStream();
        var rest = file[PngChunks.Signature.Length..];
        var (type, data) = PngChunks.Read(ref rest);
        if (type != "IHDR")
        {
            throw new InvalidImageContentException($"The PNG starts with a {type} chunk instead of IHDR.");
        }

        Header = PngHeader.Read(data);
        while (type != "IEND")
        {
            (type, data) = PngChunks.Read(ref rest);
            switch (type)
            {
                case "PLTE":
                    palette = data!;
                    break;
                case "tRNS":
                    transparency = data ?? [];
                    break;
                case "IDAT":
                    compressed.Write(data);
                    break;
                case var _ when Animation.TryRead(type, data, Header, afterDefaultImage: compressed.Length > 0):
                    break;
                default:
                    ReadMetadata(type, data);
                    break;
            }
        }

        if (compressed.Length == 0)
        {
            throw new InvalidImageContentException("PNG Image does not contain a data chunk");
        }

        if (Header.ColorType == PngColorType.Palette && palette.Length is 0)
        {
            throw new InvalidImageContentException("PNG Image does not contain a palette chunk");
        }

        Animation.Check();
        Compressed = compressed.ToArray();
        Png.ColorType = Header.ColorType;
        Png.BitDepth = (PngBitDepth)Header.BitDepth;
        Png.InterlaceMethod = Header.Interlace;
        if (Animation.IsDeclared)
        {
            Png.RepeatCount = Animation.RepeatCount;
            Png.AnimateRootFrame = Animation.Root is not null;
        }

        Metadata.DecodedImageFormat = PngFormat.Instance;
    }

    public PngHeader Header { get; }

    /// <summary>The default image.</summary>
    public byte[] Compressed { get; }

    public PngAnimation Animation { get; } = new();

    public ImageMetadata Metadata { get; } = new();

    private PngMetadata Png => Metadata.GetPngMetadata();

    public Rgba32 PaletteColor(int index)
    {
        if (index * 3 >= palette.Length)
        {
            throw new InvalidImageContentException($"A PNG pixel names colour {index} of a palette of {palette.Length / 3}.");
        }

        return new Rgba32(palette[index * 3], palette[(index * 3) + 1], palette[(index * 3) + 2], index < transparency.Length ? transparency[index] : byte.MaxValue);
    }

    /// <summary>Whether raw samples are the one colour that tRNS names.</summary>
    public bool IsTransparent(int red, int green, int blue)
    {
        var samples = Header.Samples;
        if (transparency.Length < samples * 2)
        {
            return false;
        }

        return red == Transparent(0) && (samples == 1 || (green == Transparent(1) && blue == Transparent(2)));
    }

    private int Transparent(int sample) => BinaryPrimitives.ReadUInt16BigEndian(transparency.AsSpan(sample * 2));

    private void ReadMetadata(string type, byte[]? data)
    {
        if (type == "gAMA" && data?.Length == 4)
        {
            Png.Gamma = BinaryPrimitives.ReadUInt32BigEndian(data) * 1e-5F;
        }
        else if (type == "pHYs" && data?.Length == PngResolution.Size)
        {
            PngResolution.Read(data, Metadata);
        }
        else if (data is not null && PngText.Read(type, data) is { } text)
        {
            Png.TextData.Add(text);
        }
    }
}
