using Diffusion.Networks;
using Diffusion.Trainer.Loops;
using Diffusion.Trainer.Optimization;
using Diffusion.Trainer.Timesteps;
using static TorchSharp.torch;

namespace Diffusion.Trainer.Checkpoints;

/// <summary>
/// The tensors of a checkpoint: every parameter under <c>weights/</c>, each average's name, <c>moment1/</c> and <c>moment2/</c>,
/// each followed by its name in the network; and what a timestep sampler has learned, under <c>timesteps/</c>.
/// </summary>
public static class CheckpointTensors
{
    private const string TimestepLosses = "timesteps/losses";
    private const string TimestepsSeen = "timesteps/seen";

    public static void Save(string path, TrainingState state) => SafeTensors.Write(path, state.Vectors
        .SelectMany(vector => Named(vector.Name, vector.Values, state.Parameters.Layout))
        .Concat(OfTimesteps(state)));

    /// <summary>A flat vector parameter by parameter, each under the vector's name.</summary>
    public static IEnumerable<NamedTensor> Named(string vector, Tensor values, ParameterLayout layout)
    {
        using var scope = NewDisposeScope();
        var flat = values.cpu().data<float>().ToArray();
        return layout.Places.Select(place => new NamedTensor(
            $"{vector}/{place.Name}", place.Shape, flat[(int)place.Start..(int)(place.Start + place.Length)]));
    }

    /// <summary>Fills the state; the network gets the weights.</summary>
    /// <exception cref="TrainerException">The file is not a checkpoint of this network.</exception>
    public static void Load(string path, TrainingState state)
    {
        foreach (var (name, destination) in state.Vectors)
        {
            using var scope = NewDisposeScope();
            var values = Read(path, name);
            foreach (var place in state.Parameters.Layout.Places)
            {
                destination.narrow(0, place.Start, place.Length).view(place.Shape).copy_(Find(values, place, path));
            }
        }

        if (state.Timesteps is SecondMomentTimesteps sampler)
        {
            var kept = Read(path, "timesteps");
            sampler.Restore((float[])kept["losses"].Values, (long[])kept["seen"].Values);
        }

        state.Parameters.Publish();
    }

    /// <summary>One of the vectors by parameter: <c>weights</c>, an average's name, <c>moment1</c> or <c>moment2</c>.</summary>
    /// <exception cref="TrainerException">The file cannot be read.</exception>
    public static IReadOnlyDictionary<string, NamedTensor> Read(string path, string vector)
    {
        try
        {
            return SafeTensors.Read(path)
                .Where(entry => entry.Key.StartsWith(vector + '/', StringComparison.Ordinal))
                .ToDictionary(entry => entry.Key[(vector.Length + 1)..], entry => entry.Value);
        }
        catch (WeightsException error)
        {
            throw new TrainerException($"{error.Message} Remove that checkpoint's folder to go on from the one before it.", error);
        }
    }

    private static IEnumerable<NamedTensor> OfTimesteps(TrainingState state)
    {
        if (state.Timesteps is SecondMomentTimesteps sampler)
        {
            var count = sampler.Seen.Length;
            yield return new NamedTensor(TimestepLosses, [count, sampler.Losses.Length / count], sampler.Losses.ToArray());
            yield return new NamedTensor(TimestepsSeen, [count], sampler.Seen.ToArray());
        }
    }

    private static Tensor Find(IReadOnlyDictionary<string, NamedTensor> values, ParameterPlace place, string path)
    {
        if (!values.TryGetValue(place.Name, out var value) || !value.Shape.SequenceEqual(place.Shape))
        {
            throw new TrainerException(
                $"'{path}' has no parameter '{place.Name}' of shape [{string.Join(", ", place.Shape)}]. It belongs to another network; name that run's folder.");
        }

        return tensor(value.ToSingles(), value.Shape.ToArray());
    }
}
