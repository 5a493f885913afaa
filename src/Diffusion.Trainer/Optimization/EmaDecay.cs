namespace Diffusion.Trainer.Optimization;

/// <summary>The decay of the weights' moving average at a step; it grows, so that early weights are soon forgotten.</summary>
/// <param name="Start">The decay at the first step once the average is warm.</param>
/// <param name="End">The decay at the last step.</param>
public sealed record EmaDecay(double Start, double End) : IAverageDecay
{
    public double At(int step, int steps)
    {
        var planned = Start + ((End - Start) * Math.Min(1, (double)step / Math.Max(1, steps - 1)));

        // At the beginning an average over about a tenth of the steps so far, as the random first weights mean nothing.
        return Math.Min(planned, (1.0 + step) / (10 + step));
    }
}
