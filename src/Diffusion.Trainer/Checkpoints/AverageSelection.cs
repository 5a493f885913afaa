using Diffusion.Networks;
using Diffusion.Trainer.Loops;
using Diffusion.Trainer.Optimization;

namespace Diffusion.Trainer.Checkpoints;

/// <summary>Chooses, after training, which average of a run's weights counts.</summary>
/// <param name="run">The run's folder.</param>
public sealed class AverageSelection(string run)
{
    private readonly (Checkpoint Checkpoint, string Folder) newest = new CheckpointFolder(run).Newest();

    /// <summary>Of the run.</summary>
    public TrainingSettings Settings => newest.Checkpoint.Settings;

    /// <summary>The kept average with a constant decay, by parameter.</summary>
    /// <exception cref="TrainerException">The run keeps none of that decay.</exception>
    public IReadOnlyDictionary<string, NamedTensor> OfRate(double rate) => Settings.EmaRates.Contains(rate)
        ? CheckpointTensors.Read(CheckpointFolder.CheckedTensors(newest.Checkpoint, newest.Folder), WeightAverage.NameOfRate(rate))
        : throw new TrainerException(
            $"'{run}' keeps no average with a decay of {rate}: it has {(Settings.EmaRates.Count == 0 ? "none beside the main one" : string.Join(", ", Settings.EmaRates))}. " +
            "Train with --ema-rates.");

    /// <summary>The power-function average of any relative length at the last snapshot, put together from all snapshots, by parameter.</summary>
    /// <param name="length">σ_rel, above 0 and at most <see cref="PowerDecay.LargestLength"/>.</param>
    /// <exception cref="TrainerException">There are no snapshots, none of the newest checkpoint's step, or the length is impossible.</exception>
    public IReadOnlyDictionary<string, NamedTensor> OfLength(double length)
    {
        if (!(length > 0 && length <= PowerDecay.LargestLength))
        {
            throw new TrainerException($"--length is {length}. Set it above 0, and to {PowerDecay.LargestLength:F3} at most, which is the mean of all steps.");
        }

        var snapshots = new SnapshotFolder(run);
        if (snapshots.Steps.Count == 0)
        {
            throw new TrainerException($"'{run}' has no snapshots of its averages. Train with --ema-lengths and --snapshot-every.");
        }

        if (snapshots.Steps[^1] != newest.Checkpoint.Step)
        {
            throw new TrainerException(
                $"The last snapshot of '{run}' is of step {snapshots.Steps[^1]}, its checkpoint of step {newest.Checkpoint.Step}. Resume the run to its end, which makes a snapshot.");
        }

        var kept = snapshots.Steps.SelectMany(step => Settings.EmaLengths.Select(of => (Step: step, Length: of, PowerDecay.OfLength(of).Gamma))).ToList();
        var factors = PowerAverages.Factors(
            [.. kept.Select(one => new PowerProfile(one.Step, one.Gamma))],
            new PowerProfile(snapshots.Steps[^1], PowerDecay.OfLength(length).Gamma));

        var sums = new Dictionary<string, (IReadOnlyList<long> Shape, double[] Values)>(StringComparer.Ordinal);
        foreach (var (one, factor) in kept.Zip(factors))
        {
            Add(sums, snapshots.Read(one.Step, WeightAverage.NameOfLength(one.Length)), factor);
        }

        return sums.ToDictionary(
            sum => sum.Key, sum => new NamedTensor(sum.Key, sum.Value.Shape, Array.ConvertAll(sum.Value.Values, value => (float)value)), StringComparer.Ordinal);
    }

    /// <summary>Writes the newest checkpoint as a run of its own whose main average is another.</summary>
    /// <param name="average">By parameter.</param>
    /// <param name="destination">A folder without checkpoints.</param>
    /// <param name="command">Recorded after the run's own commands.</param>
    /// <exception cref="TrainerException">There is a run in the destination already.</exception>
    public void Write(IReadOnlyDictionary<string, NamedTensor> average, string destination, string command)
    {
        var folder = new CheckpointFolder(destination);
        if (folder.HasAny)
        {
            throw new TrainerException($"There is a run in '{destination}' already. Name another folder for --out.");
        }

        var tensors = SafeTensors.Read(CheckpointFolder.CheckedTensors(newest.Checkpoint, newest.Folder)).Values
            .Select(tensor => tensor.Name.StartsWith(WeightAverage.Main + '/', StringComparison.Ordinal)
                ? average[tensor.Name[(WeightAverage.Main.Length + 1)..]] with { Name = tensor.Name }
                : tensor);
        Directory.CreateDirectory(destination);
        folder.Save(newest.Checkpoint with { Commands = [.. newest.Checkpoint.Commands, command] }, path => SafeTensors.Write(path, tensors));
    }

    private static void Add(Dictionary<string, (IReadOnlyList<long> Shape, double[] Values)> sums, IReadOnlyDictionary<string, NamedTensor> tensors, double factor)
    {
        foreach (var (name, tensor) in tensors)
        {
            var source = tensor.ToSingles();
            if (!sums.TryGetValue(name, out var sum))
            {
                sums[name] = sum = (tensor.Shape, new double[source.Length]);
            }

            for (var i = 0; i < source.Length; i++)
            {
                sum.Values[i] += factor * source[i];
            }
        }
    }
}
