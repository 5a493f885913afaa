using System.Text.Json;
using System.Text.Json.Serialization;

namespace Diffusion.Contracts;

/// <summary>Reads and writes <see cref="GuidanceScales"/>: [1, 2, 4].</summary>
public sealed class GuidanceScalesJsonConverter : JsonConverter<GuidanceScales>
{
    public override GuidanceScales Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        return TryRead(document.RootElement) ?? throw new JsonException($"scales is not a list of 1 to {GuidanceScales.MaxCount} finite numbers.");
    }

    public override void Write(Utf8JsonWriter writer, GuidanceScales value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (var scale in value.Values)
        {
            writer.WriteNumberValue(scale);
        }

        writer.WriteEndArray();
    }

    /// <summary>Null where the element is no such list.</summary>
    internal static GuidanceScales? TryRead(JsonElement element) =>
        JsonList.TryRead(element, GuidanceScales.MaxCount, Real) is { } values ? new GuidanceScales(values) : null;

    private static double? Real(JsonElement number) =>
        number.ValueKind == JsonValueKind.Number && number.TryGetDouble(out var value) && double.IsFinite(value) ? value : null;
}
