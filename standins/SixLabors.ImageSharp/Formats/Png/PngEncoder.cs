namespace SixLabors.ImageSharp.Formats.Png;

/// <summary>Writes PNG.</summary>
public class PngEncoder : QuantizingImageEncoder
{
    public PngEncoder()
    {
    }

    /// <summary>Null: as the image was read, else 8.</summary>
    public PngBitDepth? BitDepth { get; init; }

    /// <summary>Null: as the image was read, else by pixel format.</summary>
    public PngColorType? ColorType { get; init; }

    /// <summary>Null: Paeth.</summary>
    public PngFilterMethod? FilterMethod { get; init; }

    public PngCompressionLevel CompressionLevel { get; init; } = PngCompressionLevel.DefaultCompression;

    /// <summary>Texts of more characters than this are compressed.</summary>
    public int TextCompressionThreshold { get; init; } = 1024;

    /// <summary>Null: as the image says, else none is written.</summary>
    public float? Gamma { get; init; }

    /// <summary>Null: as the image was read.</summary>
    public PngInterlaceMode? InterlaceMethod { get; init; }

    /// <summary>Null: all that there is.</summary>
    public PngChunkFilter? ChunkFilter { get; init; }

    protected override void Encode<TPixel>(Image<TPixel> image, Stream stream, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        stream.Write(PngWriter.Write(image, this));
    }
}
