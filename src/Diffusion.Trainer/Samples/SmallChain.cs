using Diffusion.Networks;
using Diffusion.Runtime;
using Diffusion.Sampling;

namespace Diffusion.Trainer.Samples;

/// <summary>The first half of a cascade: a model whose pictures another enlarges.</summary>
/// <param name="engine">Of the small model.</param>
/// <param name="options">Of its chain.</param>
/// <param name="seed">Of its noise.</param>
public sealed class SmallChain(SamplingEngine engine, SamplingOptions options, ulong seed)
{
    // ᾱ of the two schedules, which may be written in other ways.
    private const double SameNoise = 1e-6;

    /// <summary>So many pictures of each class, in the order of the classes.</summary>
    /// <param name="perClass">Pictures of each; where the model knows no labels, of all.</param>
    /// <param name="cutAt">s, where the chain is stopped; null: it goes to its end.</param>
    /// <param name="stop">Gives up between two steps.</param>
    /// <exception cref="SamplingException">The options do not fit the model.</exception>
    public async Task<IReadOnlyList<SmallPicture>> DrawAsync(int perClass, int? cutAt, CancellationToken stop)
    {
        var model = engine.Model;
        var plan = cutAt is { } timestep
            ? SamplingPlan.CreateUnfinished(model.Settings, options with { EndTimestep = timestep })
            : SamplingPlan.Create(model.Settings, options);
        int?[] labels = engine.KnowsLabels ? [.. Enumerable.Range(0, model.Card.Classes.Count)] : [null];
        return await Task.WhenAll(labels.SelectMany(label => Enumerable.Repeat(label, perClass)).Select(async (label, index) =>
        {
            var image = await engine.GenerateAsync(new ImageRequest(plan, label, ClassifierLabel: null, seed, (uint)index), progress: null, stop);
            return new SmallPicture(image.Pixels, label);
        }));
    }

    /// <summary>Checks that its pictures are those that a super-resolution model was trained with.</summary>
    /// <param name="small">The small model.</param>
    /// <param name="large">The model that enlarges.</param>
    /// <param name="told">What that is told of each picture.</param>
    /// <param name="cutAt">s; null: the chain goes to its end.</param>
    /// <exception cref="TrainerException">Sizes, classes, or at s the noise, are others.</exception>
    public static void RequireFits(ModelFolder small, ModelFolder large, LowResolutionShape told, int? cutAt)
    {
        if (small.Card.ImageSize != told.Size || small.Card.Channels != large.Card.Channels)
        {
            throw new TrainerException(
                $"Model '{small.Card.Name}' makes {small.Card.ImageSize}×{small.Card.ImageSize}, but '{large.Card.Name}' enlarges {told.Size}×{told.Size}. Name a small model of that size.");
        }

        if (!small.Card.Classes.SequenceEqual(large.Card.Classes))
        {
            throw new TrainerException($"Models '{small.Card.Name}' and '{large.Card.Name}' know other classes. Name a small model of the same classes.");
        }

        if (cutAt is { } timestep
            && !(timestep < small.Settings.Schedule.Timesteps && Math.Abs(small.Settings.Schedule.AlphaBar[timestep] - large.Settings.Schedule.AlphaBar[timestep]) < SameNoise))
        {
            throw new TrainerException($"At timestep {timestep} models '{small.Card.Name}' and '{large.Card.Name}' mean other noise, since their schedules differ. Leave --truncate out.");
        }
    }
}
