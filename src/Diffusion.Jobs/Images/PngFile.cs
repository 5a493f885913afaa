using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.Formats.Png.Chunks;
using SixLabors.ImageSharp.PixelFormats;

namespace Diffusion.Jobs;

/// <summary>PNG files with their provenance in text chunks: one chunk a member, named "diffusion." and the member.</summary>
public static class PngFile
{
    private const string Prefix = "diffusion.";

    /// <summary>What writes the files: their bytes depend on it.</summary>
    public static string Encoder { get; } = EncoderName();

    /// <summary>The file's bytes. The same pixels and provenance always give the same bytes.</summary>
    public static byte[] Encode(Pixels pixels, ImageProvenance? provenance)
    {
        using Image image = pixels.Channels switch
        {
            1 => Image.LoadPixelData<L8>(pixels.Bytes, pixels.Width, pixels.Height),
            3 => Image.LoadPixelData<Rgb24>(pixels.Bytes, pixels.Width, pixels.Height),
            _ => throw new NotSupportedException($"An image has {pixels.Channels} channels, but a PNG is written with 1 (grey) or 3 (colour). Use a model with 1 or 3 channels."),
        };
        return Encode(image, pixels.Channels, provenance);
    }

    /// <summary>The bytes of an image with its frames, if it has several.</summary>
    internal static byte[] Encode(Image image, int channels, ImageProvenance? provenance)
    {
        var text = image.Metadata.GetPngMetadata().TextData;
        foreach (var (name, value) in Members(provenance))
        {
            text.Add(new PngTextData(Prefix + name, value, string.Empty, string.Empty));
        }

        using var stream = new MemoryStream();
        image.Save(stream, new PngEncoder
        {
            BitDepth = PngBitDepth.Bit8,
            ColorType = channels == 1 ? PngColorType.Grayscale : PngColorType.Rgb,
            FilterMethod = PngFilterMethod.Paeth,
            CompressionLevel = PngCompressionLevel.DefaultCompression,
        });
        return stream.ToArray();
    }

    /// <summary>Reads a file: grey files as grey, all others as colour.</summary>
    /// <exception cref="JsonException">It carries provenance that is not as this version writes it.</exception>
    public static (Pixels Pixels, ImageProvenance? Provenance) Decode(byte[] file) => Decode(file, Provenance);

    /// <summary>Reads a file's pixels alone: what its text says, and whether that can be read, does not matter.</summary>
    public static Pixels DecodePixels(byte[] file) => Decode(file, _ => null).Pixels;

    private static (Pixels Pixels, ImageProvenance? Provenance) Decode(byte[] file, Func<IList<PngTextData>, ImageProvenance?> provenance)
    {
        using var image = Image.Load<Rgb24>(file);
        var metadata = image.Metadata.GetPngMetadata();
        if (metadata.ColorType != PngColorType.Grayscale)
        {
            return (Copy(image, 3), provenance(metadata.TextData));
        }

        using var grey = Image.Load<L8>(file);
        return (Copy(grey, 1), provenance(metadata.TextData));
    }

    private static Pixels Copy<TPixel>(Image<TPixel> image, int channels)
        where TPixel : unmanaged, IPixel<TPixel>
    {
        var bytes = new byte[image.Width * image.Height * channels];
        image.CopyPixelDataTo(bytes);
        return new Pixels(bytes, image.Width, image.Height, channels);
    }

    private static IEnumerable<(string Name, string Value)> Members(ImageProvenance? provenance)
    {
        if (provenance is null)
        {
            yield break;
        }

        foreach (var (name, value) in JsonSerializer.SerializeToNode(provenance, JobsJson.Default.ImageProvenance)!.AsObject())
        {
            yield return (name, value!.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString());
        }
    }

    private static ImageProvenance? Provenance(IList<PngTextData> text)
    {
        var members = new JsonObject();
        foreach (var data in text.Where(data => data.Keyword.StartsWith(Prefix)))
        {
            var name = data.Keyword[Prefix.Length..];
            members[name] = IsText(name) ? JsonValue.Create(data.Value) : JsonNode.Parse(data.Value);
        }

        return members.Count == 0 ? null : members.Deserialize(JobsJson.Default.ImageProvenance);
    }

    private static bool IsText(string name)
    {
        var type = JobsJson.Default.ImageProvenance.Properties.FirstOrDefault(property => property.Name == name)?.PropertyType;
        return type == typeof(string) || type is { IsEnum: true };
    }

    private static string EncoderName()
    {
        var assembly = typeof(Image).Assembly;
        var version = assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? assembly.GetName().Version?.ToString();
        return $"{assembly.GetName().Name} {version?.Split('+')[0]}, .NET {Environment.Version}";
    }
}
