using System.Text.Json;
using Diffusion.Trainer.Checkpoints;

namespace Diffusion.Trainer.Evaluation;

/// <summary>A list of measurements in a run's folder.</summary>
/// <param name="run">The folder.</param>
/// <param name="name">The file's.</param>
public sealed class MeasurementsFile<T>(string run, string name)
{
    private readonly string path = Path.Combine(run, name);

    public void Write(IReadOnlyList<T> measured) => File.WriteAllText(path, JsonSerializer.Serialize(measured, TrainerJson.Options) + "\n");

    /// <summary>What was measured, or nothing where nothing was.</summary>
    public IReadOnlyList<T> Read() => File.Exists(path) ? JsonSerializer.Deserialize<T[]>(File.ReadAllBytes(path), TrainerJson.Options)! : [];
}
