using SixLabors.ImageSharp.Formats.Png.Chunks;

namespace SixLabors.ImageSharp.Formats.Png;

/// <summary>What a PNG's header and ancillary chunks say.</summary>
public class PngMetadata : IDeepCloneable
{
    public PngMetadata()
    {
    }

    public PngBitDepth? BitDepth { get; set; }

    public PngColorType? ColorType { get; set; }

    public PngInterlaceMode? InterlaceMethod { get; set; } = PngInterlaceMode.None;

    /// <summary>The file's gamma; 0 where it names none.</summary>
    public float Gamma { get; set; }

    /// <summary>The text chunks, in the order of the file.</summary>
    public IList<PngTextData> TextData { get; set; } = [];

    public IDeepCloneable DeepClone() => new PngMetadata
    {
        BitDepth = BitDepth,
        ColorType = ColorType,
        InterlaceMethod = InterlaceMethod,
        Gamma = Gamma,
        TextData = [.. TextData],
    };
}
