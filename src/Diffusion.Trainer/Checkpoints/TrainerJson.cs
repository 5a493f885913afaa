using System.Text.Json;
using System.Text.Json.Serialization;

namespace Diffusion.Trainer.Checkpoints;

/// <summary>How checkpoints are written as JSON: camelCase, enums by name, unknown members refused.</summary>
public static class TrainerJson
{
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NewLine = "\n",
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };
}
