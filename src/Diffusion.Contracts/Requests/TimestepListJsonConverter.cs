using System.Text.Json;
using System.Text.Json.Serialization;

namespace Diffusion.Contracts;

/// <summary>Reads and writes <see cref="TimestepList"/>: [0, 250, 500, 999].</summary>
public sealed class TimestepListJsonConverter : JsonConverter<TimestepList>
{
    public override TimestepList Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        return TryRead(document.RootElement) ?? throw new JsonException($"timesteps is not a list of 1 to {TimestepList.MaxCount} whole numbers.");
    }

    public override void Write(Utf8JsonWriter writer, TimestepList value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (var timestep in value.Values)
        {
            writer.WriteNumberValue(timestep);
        }

        writer.WriteEndArray();
    }

    /// <summary>Null where the element is no such list. Whether the numbers are the model's timesteps is checked with the model.</summary>
    internal static TimestepList? TryRead(JsonElement element) =>
        JsonList.TryRead(element, TimestepList.MaxCount, Whole) is { } values ? new TimestepList(values) : null;

    private static int? Whole(JsonElement number) => number.ValueKind == JsonValueKind.Number && number.TryGetInt32(out var value) ? value : null;
}
