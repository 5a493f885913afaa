namespace Diffusion.Trainer.Optimization;

/// <summary>The learning rate of a step: a linear warm-up, then down to a share of the peak, or on at the peak.</summary>
/// <param name="Kind">How it falls.</param>
/// <param name="Peak">The largest rate.</param>
/// <param name="WarmupSteps">Steps until it is reached.</param>
/// <param name="FinalShare">What is left of it at the end, in [0, 1].</param>
public sealed record LearningRate(RateKind Kind, double Peak, int WarmupSteps, double FinalShare)
{
    /// <param name="step">Counted from 0.</param>
    /// <param name="steps">The last step is steps − 1.</param>
    public double At(int step, int steps)
    {
        if (step < WarmupSteps)
        {
            return Peak * (step + 1) / WarmupSteps;
        }

        var share = Kind switch
        {
            // Loshchilov and Hutter 2017 (SGDR), eq. 5, without restarts.
            RateKind.Cosine => (1 + Math.Cos(Math.PI * Math.Min(1, (double)(step - WarmupSteps) / Math.Max(1, steps - 1 - WarmupSteps)))) / 2,

            // guided-diffusion's lr_anneal_steps, where the final share is 0.
            RateKind.Linear => 1 - Math.Min(1, (double)(step - WarmupSteps) / Math.Max(1, steps - WarmupSteps)),

            _ => 1,
        };
        return Peak * (FinalShare + ((1 - FinalShare) * share));
    }
}
