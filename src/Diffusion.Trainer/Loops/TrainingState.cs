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
    public TrainingState(TrainedParameters parameters, AdamWOptions options, ITimestepSampler? timesteps = null)
    {
        Parameters = parameters;
        Timesteps = timesteps;
        Optimizer = new AdamW(parameters.Values, options);
        Average = new FlatVector(parameters.Layout);
        Average.Values.copy_(parameters.Values);
    }

    public TrainedParameters Parameters { get; }

    public AdamW Optimizer { get; }

    /// <summary>Exponential moving average of the weights: what is exported.</summary>
    public FlatVector Average { get; }

    /// <summary>Draws timesteps, and may learn from their losses; null: images stay clean.</summary>
    public ITimestepSampler? Timesteps { get; }

    /// <summary>Steps done.</summary>
    public int Step { get; set; }

    /// <summary>Time spent in steps, in seconds, over all sessions.</summary>
    public double Seconds { get; set; }

    /// <summary>Every flat vector that a checkpoint holds, by the prefix of its tensors' names.</summary>
    public IReadOnlyDictionary<string, Tensor> Vectors => new Dictionary<string, Tensor>
    {
        ["weights"] = Parameters.Values,
        ["average"] = Average.Values,
        ["moment1"] = Optimizer.FirstMoment,
        ["moment2"] = Optimizer.SecondMoment,
    };

    /// <summary>average ← decay·average + (1 − decay)·weights.</summary>
    public void UpdateAverage(double decay) => Average.MoveTowards(Parameters.Values, decay);

    public void Dispose()
    {
        Average.Dispose();
        Optimizer.Dispose();
        Parameters.Dispose();
    }
}
