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

    /// <summary>How often an animation is shown; 0 for ever.</summary>
    public uint RepeatCount { get; set; } = 1;

    /// <summary>Whether the root frame is the animation's first; else it is only what a viewer without animation shows.</summary>
    public bool AnimateRootFrame { get; set; } = true;

    public IDeepCloneable DeepClone() => new PngMetadata
    {
        BitDepth = BitDepth,
        ColorType = ColorType,
        InterlaceMethod = InterlaceMethod,
        Gamma = Gamma,
        TextData = [.. TextData],
        RepeatCount = RepeatCount,
        AnimateRootFrame = AnimateRootFrame,
    };
}
