using Diffusion.Networks;
using Diffusion.Trainer.Export;
using Diffusion.Trainer.Optimization;
using static TorchSharp.torch;

namespace Diffusion.Trainer.Loops;

/// <summary>The weights that a new run begins with, where they are another run's averaged ones, an exported model's or another project's.</summary>
internal static class InitialWeights
{
    private const string Labels = "label_emb.weight";
    private static readonly string[] Outputs = ["out.2.weight", "out.2.bias"];

    /// <summary>
    /// Copies what settings name into the weights and their averages; where they name nothing the weights stay as they were drawn. The output
    /// of a UNet that now learns its variance is twice as wide and gets zeros for what is new: the variance begins half way (on a logarithmic
    /// scale) between its bounds. A null class that the other network has not stays as it was drawn; so do the labels of a model or of another
    /// project's network that knows others, and they begin as zeros where it knows none.
    /// </summary>
    /// <exception cref="TrainerException">Lists every parameter that is missing, left over or of another shape.</exception>
    public static void Begin(TrainingSettings settings, TrainingState state)
    {
        if (settings.BeginWith is { } run)
        {
            var trained = TrainedNetwork.Load(run.Run, settings.Task);
            Copy(new Source($"The network in '{trained.Run}'", trained.Weights, settings.Task.LearnsVariance(trained.Settings.Variance), trained.Settings.NullClass is not null, MayKnowOthers: false), settings, state);
        }
        else if (settings.BeginWithModel is { } model)
        {
            var (card, weights) = model.Read(settings.Task);
            Copy(new Source($"The network of the model in '{model.Folder}'", weights, settings.Task.LearnsVariance(card.Variance), card.NullClass is not null, MayKnowOthers: true), settings, state);
        }
        else if (settings.BeginWithCheckpoint is { } foreign)
        {
            using var opened = foreign.Open();
            Copy(new Source($"The network in '{foreign.Checkpoint}'", opened.Tensors, settings.Task.LearnsVariance(foreign.Applied(settings).Variance), HasNullClass: false, MayKnowOthers: true), settings, state);
        }
    }

    private static void Copy(Source from, TrainingSettings settings, TrainingState state)
    {
        var layout = state.Parameters.Layout;
        var starts = layout.Places.Select(place => (Place: place, Start: StartOf(place, from, settings))).ToList();
        var problems = starts
            .Where(one => one.Start is null)
            .Select(one => $"{one.Place.Name} [{string.Join(", ", one.Place.Shape)}] has {Found(from, one.Place.Name)} there")
            .Concat(from.Weights.Keys.Except(layout.Places.Select(place => place.Name)).Select(name => $"{name} is only there"))
            .ToList();
        if (problems.Count > 0)
        {
            throw new TrainerException(
                $"{from.Name} is another one, so this run cannot begin with its weights. Use its preset and options, or leave --begin-with out:\n" +
                string.Join('\n', problems));
        }

        foreach (var (place, start) in starts)
        {
            using var scope = NewDisposeScope();
            var destination = state.Parameters.Values.narrow(0, place.Start, place.Length).view(place.Shape);
            start!(destination);
        }

        state.BeginAverages();
        state.Parameters.Publish();
    }

    /// <summary>What fills a parameter; null: the other network has nothing for it.</summary>
    private static Action<Tensor>? StartOf(ParameterPlace place, Source from, TrainingSettings settings)
    {
        var weight = from.Weights.GetValueOrDefault(place.Name);
        if (weight is not null && weight.Shape.SequenceEqual(place.Shape))
        {
            return destination => destination.copy_(Value(weight));
        }

        if (weight is not null && Outputs.Contains(place.Name) && settings.Task.LearnsVariance(settings.Variance) && !from.LearnsVariance && Rest(weight, place.Shape) == weight.Shape[0])
        {
            return destination => destination.copy_(cat([Value(weight), zeros_like(Value(weight))], 0));
        }

        if (place.Name != Labels)
        {
            return null;
        }

        if (weight is not null && settings.NullClass is not null && !from.HasNullClass && Rest(weight, place.Shape) == 1)
        {
            return destination => destination.narrow(0, 0, weight.Shape[0]).copy_(Value(weight));
        }

        if (from.MayKnowOthers && weight is null)
        {
            return destination => destination.zero_();
        }

        return from.MayKnowOthers && Rest(weight!, place.Shape) is not null ? KeepAsDrawn : null;
    }

    private static void KeepAsDrawn(Tensor destination)
    {
        // Labels that mean something else: what the other network knows of its own says nothing of them.
    }

    /// <summary>How many rows more a parameter has than a weight that is else of its shape; null: it is not.</summary>
    private static long? Rest(NamedTensor weight, long[] shape) =>
        weight.Shape.Count == shape.Length && weight.Shape.Skip(1).SequenceEqual(shape.Skip(1)) ? shape[0] - weight.Shape[0] : null;

    private static Tensor Value(NamedTensor weight) => tensor(weight.ToSingles(), weight.Shape.ToArray());

    private static string Found(Source from, string name) =>
        from.Weights.TryGetValue(name, out var weight) ? $"[{string.Join(", ", weight.Shape)}]" : "nothing";

    /// <param name="Name">As a message begins.</param>
    /// <param name="Weights">By parameter.</param>
    /// <param name="LearnsVariance">Whether it is a UNet with a learned variance.</param>
    /// <param name="HasNullClass">Whether its last label is the null class.</param>
    /// <param name="MayKnowOthers">Whether it may know other labels, or none: it comes from elsewhere.</param>
    private sealed record Source(string Name, IReadOnlyDictionary<string, NamedTensor> Weights, bool LearnsVariance, bool HasNullClass, bool MayKnowOthers);
}
