namespace Diffusion.Trainer.Optimization;

/// <summary>How much of the weights' moving average a step leaves.</summary>
public interface IAverageDecay
{
    /// <summary>β in [0, 1): average ← β·average + (1 − β)·weights.</summary>
    /// <param name="step">Counted from 0.</param>
    /// <param name="steps">The last step is steps − 1.</param>
    double At(int step, int steps);
}
