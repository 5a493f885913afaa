using System.Text.Json;
using System.Text.Json.Serialization;

namespace Diffusion.Contracts;

/// <summary>Reads and writes <see cref="LabelSelection"/>.</summary>
public sealed class LabelSelectionJsonConverter : JsonConverter<LabelSelection>
{
    public override LabelSelection Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        return TryRead(document.RootElement) ?? throw new JsonException("labels is not \"all\", a label, or a list of labels.");
    }

    public override void Write(Utf8JsonWriter writer, LabelSelection value, JsonSerializerOptions options)
    {
        if (value.Labels is null)
        {
            writer.WriteStringValue("all");
            return;
        }

        writer.WriteStartArray();
        foreach (var label in value.Labels)
        {
            writer.WriteStringValue(label);
        }

        writer.WriteEndArray();
    }

    /// <summary>Null where the element is not a selection of labels.</summary>
    internal static LabelSelection? TryRead(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            var labels = element.EnumerateArray().Select(Label).ToArray();
            return labels.Contains(null) ? null : LabelSelection.Of(labels!);
        }

        return Label(element) switch
        {
            null => null,
            "all" => LabelSelection.All,
            var label => LabelSelection.Of(label),
        };
    }

    private static string? Label(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => element.GetString(),
        JsonValueKind.Number when element.TryGetInt32(out var number) => number.ToString(),
        _ => null,
    };
}
