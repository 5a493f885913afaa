using System.Text.Json;
using System.Text.Json.Serialization;

namespace Diffusion.Contracts;

/// <summary>Reads and writes <see cref="TimestepRange"/>: [200, 800] or "all".</summary>
public sealed class TimestepRangeJsonConverter : JsonConverter<TimestepRange>
{
    public override TimestepRange Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        return TryRead(document.RootElement) ?? throw new JsonException("interval is not \"all\" or [lowest, highest].");
    }

    public override void Write(Utf8JsonWriter writer, TimestepRange value, JsonSerializerOptions options)
    {
        if (value == TimestepRange.All)
        {
            writer.WriteStringValue("all");
            return;
        }

        writer.WriteStartArray();
        writer.WriteNumberValue(value.Lowest);
        writer.WriteNumberValue(value.Highest);
        writer.WriteEndArray();
    }

    /// <summary>Null where the element is no range.</summary>
    internal static TimestepRange? TryRead(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String when element.ValueEquals("all") => TimestepRange.All,
        JsonValueKind.Array when element.GetArrayLength() == 2
            && element[0].ValueKind == JsonValueKind.Number && element[0].TryGetInt32(out var lowest)
            && element[1].ValueKind == JsonValueKind.Number && element[1].TryGetInt32(out var highest) => new TimestepRange(lowest, highest),
        _ => null,
    };
}
