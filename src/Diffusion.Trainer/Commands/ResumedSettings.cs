using System.Text.Json;
using System.Text.Json.Nodes;
using Diffusion.Trainer.Checkpoints;
using Diffusion.Trainer.Loops;

namespace Diffusion.Trainer.Commands;

/// <summary>Which settings a resume may change: none that the next step's bytes depend on.</summary>
public static class ResumedSettings
{
    /// <param name="recorded">The checkpoint's.</param>
    /// <param name="wanted">With the command line's changes.</param>
    /// <param name="exact">
    /// Whether the number of replicas and threads, microbatches, precision and device, which the order of sums depends on, and what a run may be tuned further with, the
    /// learning rate and its schedule, the average's decay, the label dropout and the teacher, must be the same.
    /// </param>
    /// <exception cref="TrainerException">Names every setting that differs.</exception>
    public static void RequireSame(TrainingSettings recorded, TrainingSettings wanted, bool exact = true)
    {
        var free = recorded with { Steps = wanted.Steps, CheckpointEvery = wanted.CheckpointEvery, LogEvery = wanted.LogEvery, SamplesEvery = wanted.SamplesEvery, DataThreads = wanted.DataThreads };
        if (!exact)
        {
            free = free with
            {
                Replicas = wanted.Replicas,
                Threads = wanted.Threads,
                Microbatch = wanted.Microbatch,
                Precision = wanted.Precision,
                Device = wanted.Device,
                LearningRate = wanted.LearningRate,
                RateSchedule = wanted.RateSchedule,
                FinalRateShare = wanted.FinalRateShare,
                LabelDropout = wanted.LabelDropout,
                EmaStart = wanted.EmaStart,
                EmaEnd = wanted.EmaEnd,
                Teacher = wanted.Teacher,
                ScoreWeight = wanted.ScoreWeight,
            };
        }

        var (before, after) = (ToJson(free), ToJson(wanted));
        var differences = before.Select(setting => setting.Key).Union(after.Select(setting => setting.Key))
            .Where(key => !JsonNode.DeepEquals(before[key], after[key]))
            .Select(key => $"{key} is {after[key]?.ToJsonString() ?? "absent"}, but the run was started with {before[key]?.ToJsonString() ?? "none"}.")
            .ToList();
        if (differences.Count > 0)
        {
            throw new TrainerException(
                string.Join('\n', differences) + "\nA resume goes on exactly where it stopped. Leave these options out, or start a new run in another folder; " +
                "--inexact lets replicas, threads, microbatches, precision, device, learning rate and its schedule, the average's decay, label dropout and teacher differ.");
        }
    }

    /// <summary>A resume goes on with the task and from the preset that the run was begun with: the command line may repeat them, not change them.</summary>
    /// <param name="run">The run's folder, for the message.</param>
    /// <param name="recorded">The checkpoint's.</param>
    /// <param name="task">What the command line trains.</param>
    /// <param name="preset">What the command line names; null: none.</param>
    /// <exception cref="TrainerException">Another is named.</exception>
    public static void RequireTask(string run, TrainingSettings recorded, TrainingTask task, string? preset)
    {
        if (recorded.Task != task)
        {
            throw new TrainerException($"'{run}' trains a {recorded.Task.Words()}, but the command line is of a {task.Words()}. Resume it with `{Verb(recorded.Task)}`, or name another folder for --out.");
        }

        if (preset is not null && preset != recorded.Preset)
        {
            throw new TrainerException($"--preset is {preset}, but '{run}' was begun with {recorded.Preset}. Leave --preset out, or name another folder for --out.");
        }
    }

    private static string Verb(TrainingTask task) => task switch
    {
        TrainingTask.Unet => "train unet --resume",
        TrainingTask.Judge => "train classifier --clean --resume",
        TrainingTask.Attributes => "train attributes --resume",
        _ => "train classifier --resume",
    };

    private static JsonObject ToJson(TrainingSettings settings) => JsonSerializer.SerializeToNode(settings, TrainerJson.Options)!.AsObject();
}
