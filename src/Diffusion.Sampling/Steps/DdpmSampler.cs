namespace Diffusion.Sampling;

/// <summary>Ancestral sampling: x_{t−1} = μ + Σ·s·g + √Σ·z (Ho et al. 2020, algorithm 2; Dhariwal and Nichol 2021, algorithm 1).</summary>
internal sealed class DdpmSampler : ISampler
{
    public bool MovesScore => false;

    public bool ThresholdsAfterGuidance => false;

    public IEnumerable<StepEvaluation> Plan(ChainPosition at)
    {
        if (at.Options.Guidance is not { HasClassifier: true, GradientAt: GradientPoint.Mean } || at.IsLast)
        {
            // guided-diffusion takes the gradient at x_t, though the paper's algorithm takes it at μ.
            yield return new StepEvaluation(
                at,
                row =>
                {
                    PlanMean(row, at);
                    PlanNoise(row, at);
                },
                at.Options.Guidance.GradientAt == GradientPoint.Mean ? null : (row, scale) => PlanGradient(row, at, scale));
            yield break;
        }

        // First to μ, then the classifier alone, for the timestep that μ belongs to.
        yield return new StepEvaluation(
            at,
            row =>
            {
                PlanMean(row, at);
                row[StepColumn.KeepsVariance] = at.Model.Variance.IsLearned() ? 1 : 0;
            },
            PlanGradient: null);
        yield return new StepEvaluation(at.Next, row => PlanNoiseAtMean(row, at), (row, scale) => PlanGradientAtMean(row, at, scale))
        {
            AlphaBarAfter = at.AlphaBarPrevious,
            AsksNetwork = false,
        };
    }

    private static void PlanMean(StepRow row, ChainPosition at)
    {
        if (at.Model.Prediction == PredictionKind.PreviousX)
        {
            // The network's output is the mean itself; clipping touches the reported x̂₀ only.
            row[StepColumn.OutputWeight] = 1;
        }
        else
        {
            // μ̃ = c₁·x̂₀ + c₂·x_t (Ho et al. 2020, eq. 7)
            row[StepColumn.X0Weight] = at.Schedule.Posterior.MeanOfX0[at.K];
            row[StepColumn.XWeight] = at.Schedule.Posterior.MeanOfX[at.K];
        }
    }

    /// <summary>√Σ·z, but none in the last step.</summary>
    private static void PlanNoise(StepRow row, ChainPosition at)
    {
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
            row[StepColumn.Sigma] = FixedSigma(at);
        }
    }

    /// <summary>μ̂ = μ + s·Σ·g.</summary>
    private static void PlanGradient(StepRow row, ChainPosition at, double scale) =>
        row[StepColumn.MeanShift] = at.Model.Variance.IsLearned() ? scale : scale * FixedVariance(at);

    private static void PlanNoiseAtMean(StepRow row, ChainPosition at)
    {
        row[StepColumn.XWeight] = 1;
        if (at.Model.Variance.IsLearned())
        {
            row[StepColumn.KeptSigma] = 1;
        }
        else
        {
            row[StepColumn.Sigma] = FixedSigma(at);
        }
    }

    private static void PlanGradientAtMean(StepRow row, ChainPosition at, double scale)
    {
        if (at.Model.Variance.IsLearned())
        {
            row[StepColumn.KeptMeanShift] = scale;
        }
        else
        {
            row[StepColumn.MeanShift] = scale * FixedVariance(at);
        }
    }

    // At the last step the small variance is 0, though its logarithm is not −∞: guidance has no effect there.
    private static double FixedVariance(ChainPosition at) => at.Model.Variance == VarianceKind.FixedLarge
        ? at.Schedule.Posterior.LargeVariance[at.K]
        : at.Schedule.Posterior.Variance[at.K];

    // √Σ = exp(½·log Σ) of the rounded logarithm, as in guided-diffusion.
    private static double FixedSigma(ChainPosition at) => Math.Exp(0.5 * (float)(at.Model.Variance == VarianceKind.FixedLarge
        ? at.Schedule.Posterior.LogLargeVariance[at.K]
        : at.Schedule.Posterior.LogVarianceClipped[at.K]));
}
