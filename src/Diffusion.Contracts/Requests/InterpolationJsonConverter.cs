using System.Text.Json;
using System.Text.Json.Serialization;

namespace Diffusion.Contracts;

/// <summary>Reads and writes <see cref="Interpolation"/>: { "pairs": [[1, 2], [3, 4]], "count": 8 }.</summary>
public sealed class InterpolationJsonConverter : JsonConverter<Interpolation>
{
    public override Interpolation Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        return TryRead(document.RootElement) ?? throw new JsonException("interpolate does not have pairs of seeds and a count of 2 or more.");
    }

    public override void Write(Utf8JsonWriter writer, Interpolation value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("pairs");
        foreach (var (first, second) in value.Pairs)
        {
            writer.WriteStartArray();
            writer.WriteNumberValue(first);
            writer.WriteNumberValue(second);
            writer.WriteEndArray();
        }

        writer.WriteEndArray();
        writer.WriteNumber("count", value.Count);
        writer.WriteEndObject();
    }

    /// <summary>Null where the element is no interpolation.</summary>
    internal static Interpolation? TryRead(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object || element.EnumerateObject().Any(member => member.Name is not ("pairs" or "count"))
            || !element.TryGetProperty("pairs", out var list) || list.ValueKind != JsonValueKind.Array || list.GetArrayLength() == 0
            || !element.TryGetProperty("count", out var number) || number.ValueKind != JsonValueKind.Number
            || !number.TryGetInt32(out var count) || count < 2)
        {
            return null;
        }

        var pairs = list.EnumerateArray().Select(Pair).ToList();
        return pairs.Contains(null) ? null : new Interpolation(pairs.Select(pair => pair!.Value), count);
    }

    private static (ulong First, ulong Second)? Pair(JsonElement pair) =>
        pair.ValueKind == JsonValueKind.Array && pair.GetArrayLength() == 2 && Seed(pair[0]) is { } first && Seed(pair[1]) is { } second
            ? (first, second)
            : null;

    private static ulong? Seed(JsonElement number) => number.ValueKind == JsonValueKind.Number && number.TryGetUInt64(out var seed) ? seed : null;
}
