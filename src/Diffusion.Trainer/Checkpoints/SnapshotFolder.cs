using System.Globalization;
using Diffusion.Networks;
using Diffusion.Trainer.Loops;
using Diffusion.Trainer.Optimization;

namespace Diffusion.Trainer.Checkpoints;

/// <summary>
/// The power-function averages of a run from time to time, from which any other is put together afterwards:
/// <c>snapshots/step-00001000.safetensors</c>, float32, every parameter after its average's name.
/// </summary>
public sealed class SnapshotFolder(string run)
{
    private const string Prefix = "step-";
    private const string Extension = ".safetensors";

    private string Folder => Path.Combine(run, "snapshots");

    /// <summary>Steps of the kept snapshots, ascending.</summary>
    public IReadOnlyList<int> Steps => Directory.Exists(Folder)
        ? [.. Directory.GetFiles(Folder, Prefix + "*" + Extension)
            .Select(path => int.Parse(Path.GetFileNameWithoutExtension(path)[Prefix.Length..], CultureInfo.InvariantCulture))
            .Order()]
        : [];

    /// <summary>Keeps the power-function averages as they are now.</summary>
    public void Save(TrainingState state)
    {
        Directory.CreateDirectory(Folder);
        SafeTensors.Write(PathOf(state.Step), state.Averages
            .Where(average => average.Decay is PowerDecay)
            .SelectMany(average => CheckpointTensors.Named(average.Name, average.Values.Values, state.Parameters.Layout)));
    }

    /// <summary>Removes what later steps have left, as a resume does.</summary>
    public void KeepUntil(int step)
    {
        foreach (var later in Steps.Where(kept => kept > step))
        {
            File.Delete(PathOf(later));
        }
    }

    /// <summary>One of the averages of a snapshot, by parameter.</summary>
    /// <exception cref="TrainerException">The file cannot be read.</exception>
    public IReadOnlyDictionary<string, NamedTensor> Read(int step, string average) => CheckpointTensors.Read(PathOf(step), average);

    private string PathOf(int step) => Path.Combine(Folder, Prefix + step.ToString("D8", CultureInfo.InvariantCulture) + Extension);
}
