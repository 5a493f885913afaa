using SixLabors.ImageSharp.Formats;

namespace SixLabors.ImageSharp.Metadata;

/// <summary>What is known of a frame besides its pixels.</summary>
public sealed class ImageFrameMetadata
{
    private readonly Dictionary<IImageFormat, IDeepCloneable> formats = [];

    internal ImageFrameMetadata()
    {
    }

    /// <summary>A format's own metadata of the frame, made when first asked for.</summary>
    public TFormatFrameMetadata GetFormatMetadata<TFormatMetadata, TFormatFrameMetadata>(IImageFormat<TFormatMetadata, TFormatFrameMetadata> key)
        where TFormatMetadata : class
        where TFormatFrameMetadata : class, IDeepCloneable
    {
        if (formats.TryGetValue(key, out var known))
        {
            return (TFormatFrameMetadata)known;
        }

        var created = key.CreateDefaultFormatFrameMetadata();
        formats[key] = created;
        return created;
    }

    public ImageFrameMetadata DeepClone()
    {
        var clone = new ImageFrameMetadata();
        foreach (var (format, metadata) in formats)
        {
            clone.formats[format] = metadata.DeepClone();
        }

        return clone;
    }
}
