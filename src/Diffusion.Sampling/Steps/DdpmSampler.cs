namespace Diffusion.Sampling;

/// <summary>Ancestral sampling: x_{t−1} = μ + Σ·s·g + √Σ·z (Ho et al. 2020, algorithm 2; Dhariwal and Nichol 2021, algorithm 1).</summary>
internal sealed class DdpmSampler : ISampler
{
    public bool MovesScore => false;

    public void PlanStep(StepRow row, ChainPosition at)
    {
        var posterior = at.Schedule.Posterior;
        if (at.Model.Prediction == PredictionKind.PreviousX)
        {
            // The network's output is the mean itself; clipping touches the reported x̂₀ only.
            row[StepColumn.OutputWeight] = 1;
        }
        else
        {
            // μ̃ = c₁·x̂₀ + c₂·x_t (Ho et al. 2020, eq. 7)
            row[StepColumn.X0Weight] = posterior.MeanOfX0[at.K];
            row[StepColumn.XWeight] = posterior.MeanOfX[at.K];
        }

        // No noise is added by the last step.
        if (at.IsLast)
        {
            return;
        }

        if (at.Model.Variance.IsLearned())
        {
            row[StepColumn.LearnedSigma] = 1;
        }
        else
        {
            // √Σ = exp(½·log Σ) of the rounded logarithm, as in guided-diffusion.
            row[StepColumn.Sigma] = Math.Exp(0.5 * (float)FixedLogVariance(at));
        }
    }

    /// <summary>
    /// μ̂ = μ + s·Σ·g with g at x_t (Dhariwal and Nichol 2021, algorithm 1, which takes it at μ; guided-diffusion takes it at x_t).
    /// </summary>
    public void PlanGradient(StepRow row, ChainPosition at, double scale) =>
        row[StepColumn.MeanShift] = at.Model.Variance.IsLearned() ? scale : scale * FixedVariance(at);

    // At the last step the small variance is 0, though its logarithm is not −∞: guidance has no effect there.
    private static double FixedVariance(ChainPosition at) => at.Model.Variance == VarianceKind.FixedLarge
        ? at.Schedule.Posterior.LargeVariance[at.K]
        : at.Schedule.Posterior.Variance[at.K];

    private static double FixedLogVariance(ChainPosition at) => at.Model.Variance == VarianceKind.FixedLarge
        ? at.Schedule.Posterior.LogLargeVariance[at.K]
        : at.Schedule.Posterior.LogVarianceClipped[at.K];
}
