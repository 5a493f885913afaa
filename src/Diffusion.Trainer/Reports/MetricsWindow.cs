using Diffusion.Trainer.Batches;
using Diffusion.Trainer.Loops;

namespace Diffusion.Trainer.Reports;

/// <summary>Collects steps until a line of metrics is due.</summary>
public sealed class MetricsWindow(TrainingSettings settings, TrainingState state)
{
    private readonly LossQuartiles? quartiles = settings.Task.SeesNoise() ? new LossQuartiles(settings.Timesteps) : null;
    private int count;
    private double lossSum;
    private double normSum;
    private double secondsBefore = state.Seconds;
    private TimeSpan waitedBefore;
    private TimeSpan computedBefore;

    /// <summary>Adds the step that <see cref="TrainingState.Step"/> counts last; gives the line when one is due.</summary>
    /// <param name="batch">The step's examples.</param>
    /// <param name="losses">Of each example, not weighted [N].</param>
    /// <param name="loss">Their weighted mean.</param>
    /// <param name="gradientNorm">Before clipping.</param>
    /// <param name="learningRate">Of the step.</param>
    /// <param name="waited">For data, in all steps so far.</param>
    /// <param name="computed">In libtorch, in all steps so far.</param>
    public StepMetrics? Add(TrainingBatch batch, float[] losses, double loss, double gradientNorm, double learningRate, TimeSpan waited, TimeSpan computed)
    {
        quartiles?.Add(batch.Timesteps, losses, batch.LossWeights);
        count++;
        lossSum += loss;
        normSum += gradientNorm;
        if (state.Step % settings.LogEvery != 0 && state.Step != settings.Steps)
        {
            return null;
        }

        var metrics = new StepMetrics(
            state.Step,
            settings.Steps,
            lossSum / count,
            normSum / count,
            learningRate,
            count * settings.BatchSize / Math.Max(1e-9, state.Seconds - secondsBefore),
            state.Seconds,
            quartiles?.Take(),
            Share(waited - waitedBefore),
            Share(computed - computedBefore));
        (count, lossSum, normSum, secondsBefore, waitedBefore, computedBefore) = (0, 0, 0, state.Seconds, waited, computed);
        return metrics;

        double Share(TimeSpan part) => Math.Min(1, part.TotalSeconds / Math.Max(1e-9, state.Seconds - secondsBefore));
    }
}
