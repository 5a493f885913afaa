namespace SixLabors.ImageSharp.Formats.Png;

/// <summary>Portable Network Graphics.</summary>
public sealed class PngFormat : IImageFormat<PngMetadata, PngFrameMetadata>
{
    private PngFormat()
    {
    }

    public static PngFormat Instance { get; } = new();

    public string Name => "PNG";

    public string DefaultMimeType => "image/png";

    public IEnumerable<string> MimeTypes => ["image/png", "image/apng"];

    public IEnumerable<string> FileExtensions => ["png", "apng"];

    public PngMetadata CreateDefaultFormatMetadata() => new();

    public PngFrameMetadata CreateDefaultFormatFrameMetadata() => new();
}
