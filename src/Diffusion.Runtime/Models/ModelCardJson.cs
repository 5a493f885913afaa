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

        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), ModelCardJsonContext.Default.ModelCard)
                ?? throw new ModelException($"'{path}' is null. Export the model again.");
        }
        catch (JsonException error)
        {
            throw new ModelException($"'{path}' is not a model card: {error.Message} Correct it, or export the model again.");
        }
    }

    /// <summary>SHA-256 over everything the card says, so over its files' hashes too; white space does not matter.</summary>
    internal static string HashOf(ModelCard card) =>
        Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(card, ModelCardJsonContext.Default.ModelCard)));
}

[JsonSourceGenerationOptions(
    WriteIndented = true,
    NewLine = "\n",
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ModelCard))]
internal sealed partial class ModelCardJsonContext : JsonSerializerContext;
