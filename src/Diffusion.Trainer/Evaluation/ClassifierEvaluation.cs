using Diffusion.Trainer.Batches;
using Diffusion.Trainer.Datasets;
using Diffusion.Trainer.Loops;
using Diffusion.Trainer.Objectives;
using Diffusion.Trainer.Timesteps;
using static TorchSharp.torch;

namespace Diffusion.Trainer.Evaluation;

/// <summary>Measures a classifier on the pictures that were kept away from its training.</summary>
/// <param name="settings">Of its training.</param>
/// <param name="images">The data set.</param>
public sealed class ClassifierEvaluation(TrainingSettings settings, ImageSet images)
{
    /// <summary>Bands of noise levels.</summary>
    public const int Bands = 10;

    private const int BatchSize = 50;

    /// <summary>Accuracy by noise level; a judge has one band, t = 0. Every picture that was kept away counts once in each band.</summary>
    /// <param name="objective">Gives logits.</param>
    /// <param name="parameters">The classifier's.</param>
    public IReadOnlyList<BandAccuracy> Measure(ClassifierObjective objective, ParameterStore parameters)
    {
        var test = HeldOut.Split(images.Count, settings.HoldOutEvery).Test;
        if (test.Length == 0)
        {
            return [];
        }

        var builder = new TorchNetworkBuilder(parameters);
        return settings.Task == TrainingTask.Judge
            ? [Band(objective, builder, test, 0, 1, timesteps: 0)]
            : [.. Enumerable.Range(0, Bands).Select(band => Band(
                objective, builder, test, band * settings.Timesteps / Bands, (band + 1) * settings.Timesteps / Bands, settings.Timesteps))];
    }

    private BandAccuracy Band(ClassifierObjective objective, TorchNetworkBuilder builder, int[] test, int from, int to, int timesteps)
    {
        var batches = new BatchSource(images, test, timesteps == 0 ? null : new UniformTimesteps(timesteps), new BatchOptions(
            settings.Seed, Math.Min(BatchSize, test.Length), LabelDropout: 0, NullClass: null, Flip: false));
        var (seen, correct) = (0, 0);
        for (var step = 0; seen < test.Length; step++)
        {
            using var scope = NewDisposeScope();
            using var quiet = no_grad();
            var drawn = batches.At(step);
            var batch = drawn.Slice(0, Math.Min(drawn.Count, test.Length - seen));

            // The drawn timesteps are uniform in [0, T); squeezed into the band they stay uniform.
            batch = batch with { Timesteps = Array.ConvertAll(batch.Timesteps, t => from + (int)((long)t * (to - from) / Math.Max(1, timesteps))) };
            var guesses = objective.Logits(builder, batch).argmax(dim: 1).cpu().data<long>().ToArray();
            correct += guesses.Zip(batch.Labels).Count(pair => pair.First == pair.Second);
            seen += batch.Count;
        }

        return new BandAccuracy(from, to - 1, seen, correct);
    }
}
