using Diffusion.Trainer.Loops;

namespace Diffusion.Trainer.Reports;

/// <summary>Collects steps until a line of metrics is due.</summary>
public sealed class MetricsWindow(TrainingSettings settings, TrainingState state)
{
    private int count;
    private double lossSum;
    private double normSum;
    private double secondsBefore = state.Seconds;

    /// <summary>Adds the step that <see cref="TrainingState.Step"/> counts last; gives the line when one is due.</summary>
    public StepMetrics? Add(double loss, double gradientNorm, double learningRate)
    {
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
            state.Seconds);
        (count, lossSum, normSum, secondsBefore) = (0, 0, 0, state.Seconds);
        return metrics;
    }
}
