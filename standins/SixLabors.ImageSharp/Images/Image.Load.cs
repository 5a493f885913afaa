using System.Runtime.InteropServices;
using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.PixelFormats;

namespace SixLabors.ImageSharp;

/// <summary>Reading images: the format is recognised by the first bytes.</summary>
public abstract partial class Image
{
    /// <summary>Reads a file.</summary>
    /// <exception cref="UnknownImageFormatException">The bytes are of no known format.</exception>
    /// <exception cref="InvalidImageContentException">The image is damaged.</exception>
    public static Image<TPixel> Load<TPixel>(string path)
        where TPixel : unmanaged, IPixel<TPixel>
    {
        ArgumentNullException.ThrowIfNull(path);
        return Load<TPixel>(File.ReadAllBytes(path));
    }

    /// <summary>Reads a stream from its position to its end.</summary>
    public static Image<TPixel> Load<TPixel>(Stream stream)
        where TPixel : unmanaged, IPixel<TPixel> =>
        Load<TPixel>(BytesOf(stream));

    /// <summary>Reads an image in memory.</summary>
    public static Image<TPixel> Load<TPixel>(ReadOnlySpan<byte> data)
        where TPixel : unmanaged, IPixel<TPixel> =>
        ImageFormats.Detect(data).Decode<TPixel>(data);

    /// <summary>Reads a file.</summary>
    public static async Task<Image<TPixel>> LoadAsync<TPixel>(string path, CancellationToken cancellationToken = default)
        where TPixel : unmanaged, IPixel<TPixel> =>
        Load<TPixel>(await File.ReadAllBytesAsync(path, cancellationToken));

    /// <summary>Reads a stream from its position to its end.</summary>
    public static async Task<Image<TPixel>> LoadAsync<TPixel>(Stream stream, CancellationToken cancellationToken = default)
        where TPixel : unmanaged, IPixel<TPixel> =>
        Load<TPixel>(await BytesOfAsync(stream, cancellationToken));

    /// <summary>Reads size and metadata without the pixels.</summary>
    public static ImageInfo Identify(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return Identify(File.ReadAllBytes(path));
    }

    /// <summary>Reads size and metadata without the pixels.</summary>
    public static ImageInfo Identify(Stream stream) => Identify(BytesOf(stream));

    /// <summary>Reads size and metadata without the pixels.</summary>
    public static ImageInfo Identify(ReadOnlySpan<byte> buffer) => ImageFormats.Detect(buffer).Identify(buffer);

    /// <summary>The format of an image in memory.</summary>
    public static IImageFormat DetectFormat(ReadOnlySpan<byte> buffer) => ImageFormats.Detect(buffer).Format;

    /// <summary>An image of pixels that are copied row after row.</summary>
    public static Image<TPixel> LoadPixelData<TPixel>(ReadOnlySpan<TPixel> data, int width, int height)
        where TPixel : unmanaged, IPixel<TPixel>
    {
        var image = new Image<TPixel>(width, height);
        ArgumentOutOfRangeException.ThrowIfLessThan(data.Length, image.Pixels.Length, nameof(data));
        data[..image.Pixels.Length].CopyTo(image.Pixels);
        return image;
    }

    /// <summary>An image of pixels whose bytes are copied row after row.</summary>
    public static Image<TPixel> LoadPixelData<TPixel>(ReadOnlySpan<byte> data, int width, int height)
        where TPixel : unmanaged, IPixel<TPixel> =>
        LoadPixelData(MemoryMarshal.Cast<byte, TPixel>(data), width, height);

    private static byte[] BytesOf(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }

    private static async Task<byte[]> BytesOfAsync(Stream stream, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy, cancellationToken);
        return copy.ToArray();
    }
}
