using System.Buffers.Binary;
using SixLabors.ImageSharp.Metadata;
using SixLabors.ImageSharp.PixelFormats;

namespace SixLabors.ImageSharp.Formats.Png;

/// <summary>Writes a PNG: the same image and settings give the same bytes.</summary>
internal static class PngWriter
{
    public static byte[] Write<TPixel>(Image<TPixel> image, PngEncoder encoder)
        where TPixel : unmanaged, IPixel<TPixel>
    {
        var metadata = image.Metadata.GetPngMetadata();
        var header = HeaderOf(image, encoder, metadata);
        using var file = new MemoryStream();
        file.Write(PngChunks.Signature);
        var headerBytes = new byte[PngHeader.Size];
        header.Write(headerBytes);
        PngChunks.Write(file, "IHDR", headerBytes);
        WriteMetadata(file, image.Metadata, metadata, encoder);
        PngChunks.Write(file, "IDAT", Zlib.Compress(Rows(image, header, encoder.FilterMethod ?? PngFilterMethod.Paeth), encoder.CompressionLevel));
        PngChunks.Write(file, "IEND", []);
        return file.ToArray();
    }

    private static PngHeader HeaderOf<TPixel>(Image<TPixel> image, PngEncoder encoder, PngMetadata metadata)
        where TPixel : unmanaged, IPixel<TPixel>
    {
        var colorType = encoder.ColorType ?? metadata.ColorType ?? ColorTypeOf<TPixel>();
        var bitDepth = encoder.BitDepth ?? metadata.BitDepth ?? PngBitDepth.Bit8;
        if (colorType == PngColorType.Palette || bitDepth is not (PngBitDepth.Bit8 or PngBitDepth.Bit16))
        {
            throw new NotSupportedException(
                $"PNG with colour type {colorType} and bit depth {(int)bitDepth} is written only by the official package SixLabors.ImageSharp. Set ColorType to a grey or colour type and BitDepth to 8 or 16.");
        }

        return new PngHeader(image.Width, image.Height, (int)bitDepth, colorType, encoder.InterlaceMethod ?? metadata.InterlaceMethod ?? PngInterlaceMode.None);
    }

    private static PngColorType ColorTypeOf<TPixel>() => typeof(TPixel) switch
    {
        var type when type == typeof(L8) => PngColorType.Grayscale,
        var type when type == typeof(Rgb24) => PngColorType.Rgb,
        _ => PngColorType.RgbWithAlpha,
    };

    private static void WriteMetadata(Stream file, ImageMetadata image, PngMetadata metadata, PngEncoder encoder)
    {
        var without = encoder.SkipMetadata ? PngChunkFilter.ExcludeAll : encoder.ChunkFilter ?? PngChunkFilter.None;
        var gamma = encoder.Gamma ?? metadata.Gamma;
        if (gamma > 0 && !without.HasFlag(PngChunkFilter.ExcludeGammaChunk))
        {
            var bytes = new byte[4];
            BinaryPrimitives.WriteUInt32BigEndian(bytes, (uint)(gamma * 100_000F));
            PngChunks.Write(file, "gAMA", bytes);
        }

        if (!without.HasFlag(PngChunkFilter.ExcludePhysicalChunk))
        {
            PngChunks.Write(file, "pHYs", PngResolution.Write(image));
        }

        if (without.HasFlag(PngChunkFilter.ExcludeTextChunks))
        {
            return;
        }

        foreach (var text in metadata.TextData)
        {
            var (type, data) = PngText.Write(text, encoder.TextCompressionThreshold, encoder.CompressionLevel);
            PngChunks.Write(file, type, data);
        }
    }

    private static byte[] Rows<TPixel>(Image<TPixel> image, PngHeader header, PngFilterMethod filter)
        where TPixel : unmanaged, IPixel<TPixel>
    {
        using var rows = new MemoryStream();
        foreach (var pass in PngPass.Of(header))
        {
            var width = pass.Width(header);
            var row = new byte[header.BytesPerRow(width)];
            var above = new byte[row.Length];
            var filtered = new byte[row.Length + 1];
            for (var y = pass.Row; y < header.Height; y += pass.RowStep)
            {
                for (var i = 0; i < width; i++)
                {
                    PngSamples.Write(image.Pixels[(y * header.Width) + pass.Column + (i * pass.ColumnStep)], header, row, i);
                }

                PngFilter.Apply(filter, row, above, header.FilterDistance, filtered);
                rows.Write(filtered);
                (row, above) = (above, row);
            }
        }

        return rows.ToArray();
    }
}
