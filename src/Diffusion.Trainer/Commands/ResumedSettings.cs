using System.Text.Json;
using System.Text.Json.Nodes;
using Diffusion.Trainer.Checkpoints;
using Diffusion.Trainer.Loops;

namespace Diffusion.Trainer.Commands;

/// <summary>Which settings a resume may change: none that the next step's bytes depend on.</summary>
public static class ResumedSettings
{
    /// <exception cref="TrainerException">Names every setting that differs.</exception>
    public static void RequireSame(TrainingSettings recorded, TrainingSettings wanted)
    {
        var free = recorded with { Steps = wanted.Steps, CheckpointEvery = wanted.CheckpointEvery, LogEvery = wanted.LogEvery };
        var (before, after) = (ToJson(free), ToJson(wanted));
        var differences = before.Select(setting => setting.Key).Union(after.Select(setting => setting.Key))
            .Where(key => !JsonNode.DeepEquals(before[key], after[key]))
            .Select(key => $"{key} is {after[key]?.ToJsonString() ?? "absent"}, but the run was started with {before[key]?.ToJsonString() ?? "none"}.")
            .ToList();
        if (differences.Count > 0)
        {
            throw new TrainerException(
                string.Join('\n', differences) + "\nA resume goes on exactly where it stopped. Leave these options out, or start a new run in another folder.");
        }
    }

    private static JsonObject ToJson(TrainingSettings settings) => JsonSerializer.SerializeToNode(settings, TrainerJson.Options)!.AsObject();
}
