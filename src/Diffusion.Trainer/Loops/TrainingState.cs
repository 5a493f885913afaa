using Diffusion.Trainer.Optimization;
using Diffusion.Trainer.Timesteps;
using static TorchSharp.torch;

namespace Diffusion.Trainer.Loops;

/// <summary>What training changes: the weights, the optimizer's moments, the weights' moving average, and how far it is.</summary>
public sealed class TrainingState : IDisposable
{
    /// <param name="parameters">As they start.</param>
    /// <param name="options">The optimizer's.</param>
    /// <param name="timesteps">Draws timesteps; null: images stay clean.</param>
    /// <param name="averages">Names and decays of the weights' averages, the exported one first; null: that one alone, without decay.</param>
    public TrainingState(
        TrainedParameters parameters,
        AdamWOptions options,
        ITimestepSampler? timesteps = null,
        IReadOnlyList<(string Name, IAverageDecay Decay)>? averages = null)
    {
        Parameters = parameters;
        Timesteps = timesteps;
        Optimizer = new AdamW(parameters.Values, options);
        Averages = [.. (averages ?? [(WeightAverage.Main, new EmaDecay(0, 0))]).Select(average => new WeightAverage(average.Name, average.Decay, parameters.Layout, parameters.Store.Device))];
        BeginAverages();
    }

    public TrainedParameters Parameters { get; }

    public AdamW Optimizer { get; }

    /// <summary>Moving averages of the weights.</summary>
    public IReadOnlyList<WeightAverage> Averages { get; }

    /// <summary>The first of them: what is exported.</summary>
    public FlatVector Average => Averages[0].Values;

    /// <summary>Draws timesteps, and may learn from their losses; null: images stay clean.</summary>
    public ITimestepSampler? Timesteps { get; }

    /// <summary>Steps done.</summary>
    public int Step { get; set; }

    /// <summary>Time spent in steps, in seconds, over all sessions.</summary>
    public double Seconds { get; set; }

    /// <summary>Every flat vector that a checkpoint holds, by the prefix of its tensors' names.</summary>
    public IReadOnlyList<(string Name, Tensor Values)> Vectors =>
    [
        ("weights", Parameters.Values),
        .. Averages.Select(average => (average.Name, average.Values.Values)),
        ("moment1", Optimizer.FirstMoment),
        ("moment2", Optimizer.SecondMoment),
    ];

    /// <summary>Every average becomes the weights.</summary>
    public void BeginAverages()
    {
        foreach (var average in Averages)
        {
            average.Values.Values.copy_(Parameters.Values);
        }
    }

    /// <summary>Every average takes its share of the weights.</summary>
    /// <param name="steps">Of the whole training.</param>
    public void UpdateAverages(int steps)
    {
        foreach (var average in Averages)
        {
            average.Update(Parameters.Values, Step, steps);
        }
    }

    public void Dispose()
    {
        foreach (var average in Averages)
        {
            average.Dispose();
        }

        Optimizer.Dispose();
        Parameters.Dispose();
    }
}
