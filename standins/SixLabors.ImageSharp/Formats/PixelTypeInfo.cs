using System.Runtime.CompilerServices;
using SixLabors.ImageSharp.PixelFormats;

namespace SixLabors.ImageSharp.Formats;

/// <summary>Size and transparency of a pixel.</summary>
public class PixelTypeInfo
{
    public PixelTypeInfo(int bitsPerPixel) => BitsPerPixel = bitsPerPixel;

    public PixelTypeInfo(int bitsPerPixel, PixelAlphaRepresentation alpha)
        : this(bitsPerPixel) =>
        AlphaRepresentation = alpha;

    public int BitsPerPixel { get; }

    public PixelAlphaRepresentation? AlphaRepresentation { get; }
}

internal static class PixelTypes
{
    public static PixelTypeInfo Of<TPixel>()
        where TPixel : unmanaged =>
        new(Unsafe.SizeOf<TPixel>() * 8, typeof(TPixel) == typeof(Rgba32) ? PixelAlphaRepresentation.Unassociated : PixelAlphaRepresentation.None);
}
