namespace SixLabors.ImageSharp.Formats;

/// <summary>An image file format.</summary>
public interface IImageFormat
{
    string Name { get; }

    string DefaultMimeType { get; }

    IEnumerable<string> MimeTypes { get; }

    IEnumerable<string> FileExtensions { get; }
}

/// <summary>An image file format with metadata of its own.</summary>
public interface IImageFormat<out TFormatMetadata> : IImageFormat
    where TFormatMetadata : class
{
    TFormatMetadata CreateDefaultFormatMetadata();
}

/// <summary>An image file format with metadata of its own, also for each frame.</summary>
public interface IImageFormat<out TFormatMetadata, out TFormatFrameMetadata> : IImageFormat<TFormatMetadata>
    where TFormatMetadata : class
    where TFormatFrameMetadata : class
{
    TFormatFrameMetadata CreateDefaultFormatFrameMetadata();
}
