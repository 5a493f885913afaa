using System.Text.Json;
using System.Text.Json.Nodes;
using Diffusion.Trainer.Checkpoints;
using Diffusion.Trainer.Loops;

namespace Diffusion.Trainer.Reports;

/// <summary>A run's settings as rows of names and values.</summary>
public static class SettingsRows
{
    /// <summary>Every setting that says something; the network's under the name of its part.</summary>
    public static IEnumerable<IReadOnlyList<string>> Of(TrainingSettings settings) =>
        Rows("", JsonSerializer.SerializeToNode(settings, TrainerJson.Options)!.AsObject());

    private static IEnumerable<IReadOnlyList<string>> Rows(string prefix, JsonObject members) => members.SelectMany(member => member.Value switch
    {
        JsonObject inner => Rows($"{prefix}{member.Key}.", inner),
        JsonArray { Count: 0 } or null => [],
        JsonArray list => [[prefix + member.Key, string.Join(", ", list)]],
        { } value => new string[][] { [prefix + member.Key, value.ToString()] },
    });
}
