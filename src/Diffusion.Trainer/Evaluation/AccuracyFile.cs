using System.Text.Json;
using Diffusion.Trainer.Checkpoints;

namespace Diffusion.Trainer.Evaluation;

/// <summary><c>accuracy.json</c> of a classifier's run.</summary>
public static class AccuracyFile
{
    public const string Name = "accuracy.json";

    public static void Write(string run, IReadOnlyList<BandAccuracy> bands) =>
        File.WriteAllText(Path.Combine(run, Name), JsonSerializer.Serialize(bands, TrainerJson.Options) + "\n");

    /// <summary>What was measured, or nothing where nothing was.</summary>
    public static IReadOnlyList<BandAccuracy> Read(string run)
    {
        var path = Path.Combine(run, Name);
        return File.Exists(path) ? JsonSerializer.Deserialize<BandAccuracy[]>(File.ReadAllBytes(path), TrainerJson.Options)! : [];
    }
}
