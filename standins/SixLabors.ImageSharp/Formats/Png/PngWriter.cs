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
        WriteFrames(file, image, header, encoder);
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

    // Every frame is written whole: the same image gives the same bytes whatever came before.
    private static void WriteFrames<TPixel>(Stream file, Image<TPixel> image, PngHeader header, PngEncoder encoder)
        where TPixel : unmanaged, IPixel<TPixel>
    {
        var (metadata, frames) = (image.Metadata.GetPngMetadata(), image.Frames);
        var isAnimated = frames.Count > 1;
        if (isAnimated)
        {
            PngChunks.Write(file, "acTL", PngAnimation.WriteControl((uint)(frames.Count - (metadata.AnimateRootFrame ? 0 : 1)), metadata.RepeatCount));
        }

        var sequence = 0U;
        for (var i = 0; i < frames.Count; i++)
        {
            if (isAnimated && (i > 0 || metadata.AnimateRootFrame))
            {
                PngChunks.Write(file, "fcTL", PngFrameControl.Of(frames[i]).Write(sequence++));
            }

            var pixels = Zlib.Compress(PngPixels.Encode(frames[i], header, encoder.FilterMethod ?? PngFilterMethod.Paeth), encoder.CompressionLevel);
            PngChunks.Write(file, i == 0 ? "IDAT" : "fdAT", i == 0 ? pixels : PngAnimation.WriteData(sequence++, pixels));
        }
    }
}
