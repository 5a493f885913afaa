using Diffusion.Networks;
using Diffusion.Trainer.Checkpoints;
using Diffusion.Trainer.Loops;
using static TorchSharp.torch;

namespace Diffusion.Trainer.Export;

/// <summary>What a run has trained: its newest checkpoint and the averaged weights.</summary>
/// <param name="Run">The run's folder.</param>
/// <param name="Checkpoint">Settings, steps, commands.</param>
/// <param name="Weights">The moving average of every parameter, by name.</param>
public sealed record TrainedNetwork(string Run, Checkpoint Checkpoint, IReadOnlyDictionary<string, NamedTensor> Weights)
{
    public TrainingSettings Settings => Checkpoint.Settings;

    /// <param name="run">The run's folder.</param>
    /// <param name="task">What it should have trained.</param>
    /// <exception cref="TrainerException">There is no whole checkpoint, or it is of another task.</exception>
    public static TrainedNetwork Load(string run, TrainingTask task)
    {
        var (checkpoint, folder) = new CheckpointFolder(run).Newest();
        if (checkpoint.Settings.Task != task)
        {
            throw new TrainerException($"'{run}' has trained a {checkpoint.Settings.Task.Words()}, but a {task.Words()} is wanted. Name that one's run.");
        }

        var tensors = CheckpointFolder.CheckedTensors(checkpoint, folder);
        return new TrainedNetwork(run, checkpoint, CheckpointTensors.Read(tensors, "average"));
    }

    /// <summary>The weights as libtorch's parameters.</summary>
    /// <param name="device">Where they are to lie; null: the CPU.</param>
    public ParameterStore ToStore(Device? device = null) => ToStore(Weights, device);

    /// <inheritdoc cref="ToStore(Device?)"/>
    public static ParameterStore ToStore(IReadOnlyDictionary<string, NamedTensor> weights, Device? device = null)
    {
        var store = new ParameterStore(device: device);
        foreach (var (name, weight) in weights)
        {
            store.Set(name, weight.ToSingles(), weight.Shape.ToArray());
        }

        return store;
    }
}
