namespace SixLabors.ImageSharp.Formats.Png;

/// <summary>Bits of a sample, or of a palette index.</summary>
public enum PngBitDepth : byte
{
    Bit1 = 1,
    Bit2 = 2,
    Bit4 = 4,
    Bit8 = 8,
    Bit16 = 16,
}

/// <summary>The samples of a pixel (PNG specification, 11.2.2).</summary>
public enum PngColorType : byte
{
    Grayscale = 0,
    Rgb = 2,
    Palette = 3,
    GrayscaleWithAlpha = 4,
    RgbWithAlpha = 6,
}

/// <summary>Level of zlib.</summary>
public enum PngCompressionLevel
{
    Level0 = 0,
    NoCompression = Level0,
    Level1 = 1,
    BestSpeed = Level1,
    Level2 = 2,
    Level3 = 3,
    Level4 = 4,
    Level5 = 5,
    Level6 = 6,
    DefaultCompression = Level6,
    Level7 = 7,
    Level8 = 8,
    Level9 = 9,
    BestCompression = Level9,
}

/// <summary>What a row's bytes are predicted from (PNG specification, 9).</summary>
public enum PngFilterMethod
{
    None = 0,
    Sub = 1,
    Up = 2,
    Average = 3,
    Paeth = 4,

    /// <summary>Per row, the filter with the smallest sum of absolute differences.</summary>
    Adaptive = 5,
}

/// <summary>The order of the pixels.</summary>
public enum PngInterlaceMode : byte
{
    None = 0,
    Adam7 = 1,
}

/// <summary>Optional chunks that are left out.</summary>
[Flags]
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "MA0062", Justification = "ExcludeAll has every bit.")]
public enum PngChunkFilter
{
    None = 0,
    ExcludePhysicalChunk = 1,
    ExcludeGammaChunk = 2,
    ExcludeExifChunk = 4,
    ExcludeTextChunks = 8,
    ExcludeAll = ~None,
}

/// <summary>What becomes of a frame's region before the next frame is drawn (APNG's dispose_op).</summary>
public enum PngDisposalMethod
{
    /// <summary>It stays.</summary>
    DoNotDispose = 0,

    /// <summary>It becomes transparent black.</summary>
    RestoreToBackground = 1,

    /// <summary>It becomes what it was before the frame.</summary>
    RestoreToPrevious = 2,
}

/// <summary>How a frame is drawn over what is there (APNG's blend_op).</summary>
public enum PngBlendMethod
{
    /// <summary>In place of it, alpha and all.</summary>
    Source = 0,

    /// <summary>Over it, by its alpha.</summary>
    Over = 1,
}
