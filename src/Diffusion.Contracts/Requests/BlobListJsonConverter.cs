using System.Text.Json;
using System.Text.Json.Serialization;

namespace Diffusion.Contracts;

/// <summary>Reads and writes <see cref="BlobList"/>: a list of names, or one alone.</summary>
public sealed class BlobListJsonConverter : JsonConverter<BlobList>
{
    public override BlobList Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        return TryRead(document.RootElement) ?? throw new JsonException("startImages is not a list of blob names.");
    }

    public override void Write(Utf8JsonWriter writer, BlobList value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (var name in value.Names)
        {
            writer.WriteStringValue(name);
        }

        writer.WriteEndArray();
    }

    /// <summary>Null where the element is no such list, or a name leads out of the container.</summary>
    internal static BlobList? TryRead(JsonElement element)
    {
        var names = element.ValueKind switch
        {
            JsonValueKind.String => [element.GetString()],
            JsonValueKind.Array => element.EnumerateArray().Select(name => name.ValueKind == JsonValueKind.String ? name.GetString() : null).ToList(),
            _ => new List<string?>(),
        };
        return names.Count > 0 && names.TrueForAll(name => name is not null && BlobPath.IsInside(name)) ? new BlobList(names!) : null;
    }
}
