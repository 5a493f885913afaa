using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Diffusion.Runtime;

/// <summary>Reads and writes cards: camelCase, unknown members refused.</summary>
public static class ModelCardJson
{
    /// <summary>Writes <c>model.json</c> into a model folder.</summary>
    public static void Write(ModelCard card, string folder) =>
        File.WriteAllText(Path.Combine(folder, ModelCard.FileName), JsonSerializer.Serialize(card, ModelCardJsonContext.Default.ModelCard) + "\n");

    /// <summary>Reads a card without checking what it says.</summary>
    /// <exception cref="ModelException">There is no card, or it is not the JSON of one.</exception>
    public static ModelCard Read(string folder)
    {
        var path = Path.Combine(folder, ModelCard.FileName);
        if (!File.Exists(path))
        {
            throw new ModelException($"There is no {ModelCard.FileName} in '{folder}'. Name a folder that the trainer's export has written.");
        }

        return Deserialize(File.ReadAllBytes(path), path);
    }

    /// <summary>Reads a card that lies elsewhere than in a folder, and checks what it says; its files are not looked at.</summary>
    /// <param name="content">The JSON.</param>
    /// <param name="from">Where it is from, for messages.</param>
    /// <exception cref="ModelException">It is not a card, or something that it says is wrong; every problem is listed.</exception>
    public static ModelCard Parse(ReadOnlySpan<byte> content, string from)
    {
        var card = Deserialize(content, from);
        var problems = new List<string>();
        ModelCardCheck.Check(card, problems);
        problems.AddRange(card.Files.All.Where(file => !ModelFilesCheck.IsRelative(file.Path)).Select(file => $"the path '{file.Path}' leaves the model's folder. Export the model again."));
        return problems.Count == 0 ? card : throw new ModelException([.. problems.Select(problem => $"'{from}': {problem}")]);
    }

    /// <summary>SHA-256 over everything the card says, so over its files' hashes too; white space does not matter.</summary>
    public static string HashOf(ModelCard card) =>
        Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(card, ModelCardJsonContext.Default.ModelCard)));

    private static ModelCard Deserialize(ReadOnlySpan<byte> content, string from)
    {
        try
        {
            return JsonSerializer.Deserialize(content, ModelCardJsonContext.Default.ModelCard)
                ?? throw new ModelException($"'{from}' is null. Export the model again.");
        }
        catch (JsonException error)
        {
            throw new ModelException($"'{from}' is not a model card: {error.Message} Correct it, or export the model again.");
        }
    }
}

[JsonSourceGenerationOptions(
    WriteIndented = true,
    NewLine = "\n",
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ModelCard))]
internal sealed partial class ModelCardJsonContext : JsonSerializerContext;
