using System.Buffers.Binary;
using SixLabors.ImageSharp.Metadata;

namespace SixLabors.ImageSharp.Formats.Png;

/// <summary>The pHYs chunk: pixels a metre, or a ratio.</summary>
internal static class PngResolution
{
    public const int Size = 9;

    public static byte[] Write(ImageMetadata image)
    {
        var factor = image.ResolutionUnits switch
        {
            PixelResolutionUnit.PixelsPerInch => 1 / 0.0254,
            PixelResolutionUnit.PixelsPerCentimeter => 100,
            _ => 1,
        };
        var data = new byte[Size];
        BinaryPrimitives.WriteUInt32BigEndian(data, (uint)Math.Round(image.HorizontalResolution * factor));
        BinaryPrimitives.WriteUInt32BigEndian(data.AsSpan(4), (uint)Math.Round(image.VerticalResolution * factor));
        data[8] = image.ResolutionUnits == PixelResolutionUnit.AspectRatio ? (byte)0 : (byte)1;
        return data;
    }

    public static void Read(ReadOnlySpan<byte> data, ImageMetadata image)
    {
        image.HorizontalResolution = BinaryPrimitives.ReadUInt32BigEndian(data);
        image.VerticalResolution = BinaryPrimitives.ReadUInt32BigEndian(data[4..]);
        image.ResolutionUnits = data[8] == 1 ? PixelResolutionUnit.PixelsPerMeter : PixelResolutionUnit.AspectRatio;
    }
}
