namespace Diffusion.Sampling;

/// <summary>Σ of a DDPM step where the network tells it.</summary>
internal static class Variance
{
    public static void PlanRange(StepRow row, ChainPosition at)
    {
        if (at.Model.Variance == VarianceKind.LearnedRange)
        {
            row[StepColumn.LogVarianceLow] = at.Schedule.Posterior.LogVarianceClipped[at.K];
            row[StepColumn.LogVarianceHigh] = Math.Log(at.Schedule.Betas[at.K]);
        }
    }
}
