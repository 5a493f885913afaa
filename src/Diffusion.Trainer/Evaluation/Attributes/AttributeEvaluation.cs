using Diffusion.Trainer.Batches;
using Diffusion.Trainer.Datasets;
using Diffusion.Trainer.Loops;
using Diffusion.Trainer.Objectives;
using MathNet.Numerics.Statistics;
using static TorchSharp.torch;

namespace Diffusion.Trainer.Evaluation.Attributes;

/// <summary>Measures a network of attributes on the pictures that were kept away from its training.</summary>
/// <param name="settings">Of its training.</param>
/// <param name="images">The data set.</param>
public sealed class AttributeEvaluation(TrainingSettings settings, ImageSet images)
{
    private const int BatchSize = 50;

    /// <summary>Of each attribute that pictures have; empty where nothing was kept away.</summary>
    /// <param name="objective">Tells the attributes.</param>
    /// <param name="parameters">The network's.</param>
    public IReadOnlyList<AttributeError> Measure(AttributesObjective objective, ParameterStore parameters)
    {
        var builder = new TorchNetworkBuilder(parameters);
        var pairs = HeldOut.Split(images.Count, settings.HoldOutEvery).Test.Chunk(BatchSize).SelectMany(Tell).ToList();
        return [.. settings.Attributes.Select((scale, place) => ErrorOf(scale.Name, [.. pairs
            .Where(pair => !float.IsNaN(pair.Real[place]))
            .Select(pair => ((double)pair.Real[place], (double)pair.Told[place]))])).OfType<AttributeError>()];

        IEnumerable<(float[] Real, float[] Told)> Tell(int[] pictures)
        {
            using var scope = NewDisposeScope();
            using var quiet = no_grad();
            var batch = new BatchSource(images, pictures, null, new BatchOptions(settings.Seed, pictures.Length, LabelDropout: 0, NullClass: null, Flip: false, WithAttributes: true)).At(0);
            return [.. batch.Attributes.Chunk(settings.Attributes.Count).Zip(objective.Tell(builder, batch))];
        }
    }

    private static AttributeError? ErrorOf(string name, (double Real, double Told)[] pairs)
    {
        if (pairs.Length == 0)
        {
            return null;
        }

        var error = Math.Sqrt(pairs.Average(pair => Math.Pow(pair.Told - pair.Real, 2)));
        return double.IsFinite(error)
            ? new AttributeError(name, pairs.Length, error, pairs.Select(pair => pair.Real).PopulationStandardDeviation())
            : throw new TrainerException($"What the network tells of '{name}' is no number: the training has diverged. Train again with a lower --learning-rate.");
    }
}
