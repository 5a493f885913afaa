using Diffusion.Networks;
using Diffusion.Sampling;
using Diffusion.Trainer.Export;
using Diffusion.Trainer.Optimization;
using static TorchSharp.torch;

namespace Diffusion.Trainer.Loops;

/// <summary>The weights that a new run begins with, where they are another run's averaged ones.</summary>
internal static class InitialWeights
{
    private static readonly string[] Outputs = ["out.2.weight", "out.2.bias"];

    /// <summary>
    /// Copies them into the weights and their averages. The output of a UNet that now learns its variance is twice as wide and gets zeros
    /// for what is new: the variance begins half way (on a logarithmic scale) between its bounds.
    /// </summary>
    /// <param name="from">The other run's network.</param>
    /// <param name="settings">Of the new run.</param>
    /// <param name="state">Changed in place.</param>
    /// <exception cref="TrainerException">Lists every parameter that is missing, left over or of another shape.</exception>
    public static void Copy(TrainedNetwork from, TrainingSettings settings, TrainingState state)
    {
        var learnsItsVariance = LearnsVariance(settings) && !LearnsVariance(from.Settings);
        var layout = state.Parameters.Layout;
        var problems = layout.Places
            .Where(place => !from.Weights.TryGetValue(place.Name, out var weight) || !(Same(weight, place.Shape) || (learnsItsVariance && IsHalfOfOutput(weight, place))))
            .Select(place => $"{place.Name} [{string.Join(", ", place.Shape)}] has {Found(from, place.Name)} there")
            .Concat(from.Weights.Keys.Except(layout.Places.Select(place => place.Name)).Select(name => $"{name} is only there"))
            .ToList();
        if (problems.Count > 0)
        {
            throw new TrainerException(
                $"The network in '{from.Run}' is another one, so this run cannot begin with its weights. Use its preset and options, or leave --begin-with out:\n" +
                string.Join('\n', problems));
        }

        using var scope = NewDisposeScope();
        foreach (var place in layout.Places)
        {
            var weight = from.Weights[place.Name];
            var value = tensor(weight.ToSingles(), weight.Shape.ToArray());
            var destination = state.Parameters.Values.narrow(0, place.Start, place.Length).view(place.Shape);
            destination.copy_(Same(weight, place.Shape) ? value : cat([value, zeros_like(value)], 0));
        }

        state.BeginAverages();
        state.Parameters.Publish();
    }

    private static bool Same(NamedTensor weight, long[] shape) => weight.Shape.SequenceEqual(shape);

    private static bool LearnsVariance(TrainingSettings settings) => settings.Task == TrainingTask.Unet && SamplingChoices.Variances.Find(settings.Variance).IsLearned();

    private static bool IsHalfOfOutput(NamedTensor weight, ParameterPlace place) => Outputs.Contains(place.Name) && IsHalf(weight, place.Shape);

    private static bool IsHalf(NamedTensor weight, long[] shape) =>
        weight.Shape.Count == shape.Length && 2 * weight.Shape[0] == shape[0] && weight.Shape.Skip(1).SequenceEqual(shape.Skip(1));

    private static string Found(TrainedNetwork from, string name) =>
        from.Weights.TryGetValue(name, out var weight) ? $"[{string.Join(", ", weight.Shape)}]" : "nothing";
}
