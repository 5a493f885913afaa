using SixLabors.ImageSharp.Formats;

namespace SixLabors.ImageSharp.Metadata;

/// <summary>What is known of an image besides its pixels.</summary>
public sealed class ImageMetadata
{
    public const double DefaultHorizontalResolution = 96;

    public const double DefaultVerticalResolution = 96;

    public const PixelResolutionUnit DefaultPixelResolutionUnits = PixelResolutionUnit.PixelsPerInch;

    private readonly Dictionary<IImageFormat, IDeepCloneable> formats = [];

    public double HorizontalResolution { get; set; } = DefaultHorizontalResolution;

    public double VerticalResolution { get; set; } = DefaultVerticalResolution;

    public PixelResolutionUnit ResolutionUnits { get; set; } = DefaultPixelResolutionUnits;

    /// <summary>The format that the image was read from; null where it was made in memory.</summary>
    public IImageFormat? DecodedImageFormat { get; internal set; }

    /// <summary>A format's own metadata, made when first asked for.</summary>
    public TFormatMetadata GetFormatMetadata<TFormatMetadata>(IImageFormat<TFormatMetadata> key)
        where TFormatMetadata : class, IDeepCloneable
    {
        if (formats.TryGetValue(key, out var known))
        {
            return (TFormatMetadata)known;
        }

        var created = key.CreateDefaultFormatMetadata();
        formats[key] = created;
        return created;
    }

    public ImageMetadata DeepClone()
    {
        var clone = new ImageMetadata
        {
            HorizontalResolution = HorizontalResolution,
            VerticalResolution = VerticalResolution,
            ResolutionUnits = ResolutionUnits,
            DecodedImageFormat = DecodedImageFormat,
        };
        foreach (var (format, metadata) in formats)
        {
            clone.formats[format] = metadata.DeepClone();
        }

        return clone;
    }
}
