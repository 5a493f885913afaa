namespace Diffusion.Trainer.Optimization;

/// <summary>The learning rate of a step: a linear warm-up, then a cosine down to a share of the peak at the last step.</summary>
/// <param name="Peak">The largest rate.</param>
/// <param name="WarmupSteps">Steps until it is reached.</param>
/// <param name="FinalShare">What is left of it at the end, in [0, 1].</param>
public sealed record LearningRate(double Peak, int WarmupSteps, double FinalShare)
{
    /// <param name="step">Counted from 0.</param>
    /// <param name="steps">The last step is steps − 1.</param>
    public double At(int step, int steps)
    {
        if (step < WarmupSteps)
        {
            return Peak * (step + 1) / WarmupSteps;
        }

        // Loshchilov and Hutter 2017 (SGDR), eq. 5, without restarts.
        var progress = Math.Min(1, (double)(step - WarmupSteps) / Math.Max(1, steps - 1 - WarmupSteps));
        return Peak * (FinalShare + ((1 - FinalShare) * (1 + Math.Cos(Math.PI * progress)) / 2));
    }
}
