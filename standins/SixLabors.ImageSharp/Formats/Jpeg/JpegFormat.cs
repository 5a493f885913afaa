namespace SixLabors.ImageSharp.Formats.Jpeg;

/// <summary>JPEG.</summary>
public sealed class JpegFormat : IImageFormat<JpegMetadata>
{
    private JpegFormat()
    {
    }

    public static JpegFormat Instance { get; } = new();

    public string Name => "JPEG";

    public string DefaultMimeType => "image/jpeg";

    public IEnumerable<string> MimeTypes => ["image/jpeg", "image/pjpeg"];

    public IEnumerable<string> FileExtensions => ["jpg", "jpeg", "jfif"];

    public JpegMetadata CreateDefaultFormatMetadata() => new();
}

/// <summary>What is known of a JPEG besides its pixels.</summary>
public class JpegMetadata : IDeepCloneable
{
    public JpegMetadata()
    {
    }

    public IDeepCloneable DeepClone() => new JpegMetadata();
}
