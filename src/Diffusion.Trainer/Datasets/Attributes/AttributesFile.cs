using System.Text.Json;

namespace Diffusion.Trainer.Datasets.Attributes;

/// <summary>
/// <c>attributes.jsonl</c> beside the class folders: a line a picture,
/// <c>{"picture": "ring/00007.png", "attributes": {"radius": 0.55, "turn": null}}</c>, all with the same names in the same order.
/// </summary>
public static class AttributesFile
{
    public const string Name = "attributes.jsonl";

    /// <param name="folder">The data set's.</param>
    /// <param name="names">[A].</param>
    /// <param name="pictures">Paths within the folder, with '/', and [A] numbers each; NaN where a picture has none.</param>
    public static void Write(string folder, IReadOnlyList<string> names, IEnumerable<(string Picture, float[] Values)> pictures) => File.WriteAllLines(
        Path.Combine(folder, Name),
        pictures.Select(picture => JsonSerializer.Serialize(new AttributesLine(
            picture.Picture,
            names.Zip(picture.Values).ToDictionary(pair => pair.First, pair => float.IsNaN(pair.Second) ? (float?)null : pair.Second)),
            JsonSerializerOptions.Web)));

    /// <summary>The attributes of pictures, in their order; null where the data set has no such file.</summary>
    /// <param name="folder">The data set's.</param>
    /// <param name="pictures">Their paths within the folder, with '/'. Lines of other pictures, which were removed since, are passed over.</param>
    /// <exception cref="TrainerException">A line is no such line, has other names than the first, or a picture has none.</exception>
    public static ImageAttributes? TryRead(string folder, IReadOnlyList<string> pictures)
    {
        var path = Path.Combine(folder, Name);
        if (!File.Exists(path))
        {
            return null;
        }

        IReadOnlyList<string>? names = null;
        var known = new Dictionary<string, float[]>(StringComparer.Ordinal);
        foreach (var (text, number) in File.ReadLines(path).Select((text, index) => (text, index + 1)))
        {
            var line = Parse(path, text, number);
            names ??= [.. line.Attributes.Keys];
            if (names.Count == 0 || !names.SequenceEqual(line.Attributes.Keys))
            {
                throw new TrainerException($"Line {number} of '{path}' has the attributes {string.Join(", ", line.Attributes.Keys)}, but the first has {string.Join(", ", names)}. Give each picture the same, one or more, null where it has none.");
            }

            if (!known.TryAdd(line.Picture, [.. line.Attributes.Values.Select(value => value ?? float.NaN)]))
            {
                throw new TrainerException($"Line {number} of '{path}' is a second one of '{line.Picture}'. Remove one of them.");
            }
        }

        return names is null
            ? throw new TrainerException($"'{path}' is empty. Write a line a picture, or remove the file.")
            : new ImageAttributes(names, [.. pictures.Select(picture => known.GetValueOrDefault(picture)
                ?? throw new TrainerException($"'{path}' has no line of '{picture}'. Add it, or remove the file."))]);
    }

    private static AttributesLine Parse(string path, string text, int number)
    {
        try
        {
            if (JsonSerializer.Deserialize<AttributesLine>(text, JsonSerializerOptions.Web) is { Picture: not null, Attributes: not null } line && line.Attributes.Values.All(value => value is null || float.IsFinite(value.Value)))
            {
                return line;
            }
        }
        catch (JsonException error)
        {
            throw new TrainerException($"Line {number} of '{path}' is not a picture's attributes: {error.Message} Correct it, or remove the file.", error);
        }

        throw new TrainerException($"Line {number} of '{path}' lacks picture or attributes, or has a number that is too large. Correct it, or remove the file.");
    }

    private sealed record AttributesLine(string Picture, Dictionary<string, float?> Attributes);
}
