namespace SixLabors.ImageSharp.Metadata;

/// <summary>The unit of an image's resolution.</summary>
public enum PixelResolutionUnit : byte
{
    /// <summary>Only the ratio of the two numbers has a meaning.</summary>
    AspectRatio = 0,

    PixelsPerInch = 1,

    PixelsPerCentimeter = 2,

    PixelsPerMeter = 3,
}
