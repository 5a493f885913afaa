using System.Text.Json;
using System.Text.Json.Serialization;

namespace Diffusion.Contracts;

/// <summary>Reads and writes <see cref="TimestepFactors"/>: [[200, 0], [600, 1.5]].</summary>
public sealed class TimestepFactorsJsonConverter : JsonConverter<TimestepFactors>
{
    public override TimestepFactors Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        return TryRead(document.RootElement) ?? throw new JsonException("schedule is not a list of [timestep, factor] pairs.");
    }

    public override void Write(Utf8JsonWriter writer, TimestepFactors value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (var (timestep, factor) in value.Points)
        {
            writer.WriteStartArray();
            writer.WriteNumberValue(timestep);
            writer.WriteNumberValue(factor);
            writer.WriteEndArray();
        }

        writer.WriteEndArray();
    }

    /// <summary>Null where the element is no such list.</summary>
    internal static TimestepFactors? TryRead(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Array || element.GetArrayLength() == 0)
        {
            return null;
        }

        var points = element.EnumerateArray().Select(Point).ToList();
        return points.Contains(null) ? null : new TimestepFactors(points.Select(point => point!.Value));
    }

    private static (double Timestep, double Factor)? Point(JsonElement pair) =>
        pair.ValueKind == JsonValueKind.Array && pair.GetArrayLength() == 2 && Real(pair[0]) is { } timestep && Real(pair[1]) is { } factor
            ? (timestep, factor)
            : null;

    private static double? Real(JsonElement number) =>
        number.ValueKind == JsonValueKind.Number && number.TryGetDouble(out var value) && double.IsFinite(value) ? value : null;
}
