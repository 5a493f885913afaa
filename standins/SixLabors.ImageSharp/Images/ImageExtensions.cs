using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.Formats.Png;

namespace SixLabors.ImageSharp;

/// <summary>Writing images.</summary>
public static partial class ImageExtensions
{
    public static void SaveAsPng(this Image source, string path) => source.SaveAsPng(path, new PngEncoder());

    public static void SaveAsPng(this Image source, string path, PngEncoder encoder) => source.Save(path, encoder);

    public static void SaveAsPng(this Image source, Stream stream) => source.SaveAsPng(stream, new PngEncoder());

    public static void SaveAsPng(this Image source, Stream stream, PngEncoder encoder) => source.Save(stream, encoder);

    public static Task SaveAsPngAsync(this Image source, string path) => source.SaveAsPngAsync(path, new PngEncoder());

    public static Task SaveAsPngAsync(this Image source, string path, CancellationToken cancellationToken) =>
        source.SaveAsPngAsync(path, new PngEncoder(), cancellationToken);

    public static Task SaveAsPngAsync(this Image source, string path, PngEncoder encoder, CancellationToken cancellationToken = default) =>
        source.SaveAsync(path, encoder, cancellationToken);

    public static Task SaveAsPngAsync(this Image source, Stream stream, CancellationToken cancellationToken = default) =>
        source.SaveAsPngAsync(stream, new PngEncoder(), cancellationToken);

    public static Task SaveAsPngAsync(this Image source, Stream stream, PngEncoder encoder, CancellationToken cancellationToken = default) =>
        source.SaveAsync(stream, encoder, cancellationToken);

    /// <summary>Writes a file in an encoder's format.</summary>
    public static void Save(this Image source, string path, IImageEncoder encoder)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(encoder);
        using var file = File.Create(path);
        source.Save(file, encoder);
    }

    /// <summary>Writes a file in an encoder's format.</summary>
    public static async Task SaveAsync(this Image source, string path, IImageEncoder encoder, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(encoder);
        await using var file = File.Create(path);
        await source.SaveAsync(file, encoder, cancellationToken);
    }
}
