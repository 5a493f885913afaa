namespace Diffusion.Sampling;

/// <summary>Puts the coefficients of one evaluation together: prediction, threshold, sampler, guidance.</summary>
internal static class StepPlanner
{
    public static PlannedStep Plan(StepEvaluation evaluation, ISampler sampler, int index)
    {
        var at = evaluation.At;
        var row = new StepRow();
        if (evaluation.AsksNetwork)
        {
            PlanPrediction(row, at, sampler);
        }

        evaluation.PlanStep(row);
        if (evaluation.PlanGradient is { } planGradient && ClassifierGuidance.Scale(at, sampler.MovesScore) is var scale and not 0)
        {
            planGradient(row, scale);
        }

        return new PlannedStep
        {
            Index = index,
            Timestep = at.Timestep,
            NetworkTime = at.Model.NetworkTime(at.Timestep),
            AlphaBar = at.AlphaBar,
            AlphaBarNext = evaluation.AlphaBarAfter,
            Coefficients = row.ToArray(),
            NeedsNetwork = evaluation.AsksNetwork,
            NeedsGradient = IsOn(row, StepColumn.MeanShift, StepColumn.ScoreShift, StepColumn.KeptMeanShift),
            NeedsNullPass = IsOn(row, StepColumn.NullDifference),
            NeedsWeakNetwork = IsOn(row, StepColumn.WeakDifference),
            NeedsNoise = IsOn(row, StepColumn.Sigma, StepColumn.LearnedSigma, StepColumn.KeptSigma),
        };
    }

    private static void PlanPrediction(StepRow row, ChainPosition at, ISampler sampler)
    {
        Prediction.PlanX0(row, at);
        Variance.PlanRange(row, at);
        Threshold.PlanLimit(row, at.Options);
        row[StepColumn.ThresholdsAfterGuidance] = sampler.ThresholdsAfterGuidance ? 1 : 0;
        row[StepColumn.SqrtRecipAlphaBar] = at.Schedule.SqrtRecipAlphaBar[at.K];
        row[StepColumn.SqrtRecipMinusOneAlphaBar] = at.Schedule.SqrtRecipMinusOneAlphaBar[at.K];

        var guidance = at.Options.Guidance;
        if (guidance.Kind is GuidanceKind.ClassifierFree or GuidanceKind.Both or GuidanceKind.Autoguidance
            && (guidance.Interval?.Contains(at.Timestep) ?? true))
        {
            ClassifierFreeGuidance.PlanScale(row, at);
        }
    }

    private static bool IsOn(StepRow row, params ReadOnlySpan<StepColumn> columns)
    {
        foreach (var column in columns)
        {
            if (row[column] != 0)
            {
                return true;
            }
        }

        return false;
    }
}
