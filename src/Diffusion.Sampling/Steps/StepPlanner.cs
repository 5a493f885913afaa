namespace Diffusion.Sampling;

/// <summary>Puts one step's coefficients together: prediction, threshold, sampler, guidance.</summary>
internal static class StepPlanner
{
    public static PlannedStep Plan(ChainPosition at, int timestep, int index)
    {
        var row = new StepRow();
        Prediction.PlanX0(row, at);
        Variance.PlanRange(row, at);
        Threshold.PlanLimit(row, at.Options.Thresholding);
        row[StepColumn.SqrtRecipAlphaBar] = at.Schedule.SqrtRecipAlphaBar[at.K];
        row[StepColumn.SqrtRecipMinusOneAlphaBar] = at.Schedule.SqrtRecipMinusOneAlphaBar[at.K];

        var sampler = Samplers.Of(at.Options.Sampler);
        sampler.PlanStep(row, at);
        PlanGuidance(row, at, timestep, sampler);

        return new PlannedStep
        {
            Index = index,
            Timestep = timestep,
            NetworkTime = at.Model.NetworkTime(timestep),
            AlphaBar = at.AlphaBar,
            AlphaBarNext = at.AlphaBarPrevious,
            Coefficients = row.ToArray(),
            NeedsGradient = row[StepColumn.MeanShift] != 0 || row[StepColumn.ScoreShift] != 0,
            NeedsNullPass = row[StepColumn.NullDifference] != 0,
            NeedsNoise = row[StepColumn.Sigma] != 0 || row[StepColumn.LearnedSigma] != 0,
        };
    }

    private static void PlanGuidance(StepRow row, ChainPosition at, int timestep, ISampler sampler)
    {
        var guidance = at.Options.Guidance;
        switch (guidance.Kind)
        {
            case GuidanceKind.ClassifierFree when guidance.Interval?.Contains(timestep) ?? true:
                ClassifierFreeGuidance.PlanScale(row, guidance.Scale);
                break;

            // The score form divides by √ᾱ_t when it turns ε back into x̂₀, and x̂₀ is not thresholded again: near ᾱ = 0 the
            // image is lost.
            case GuidanceKind.Classifier when guidance.Interval?.Contains(timestep)
                ?? (!sampler.MovesScore || at.AlphaBar >= GuidanceOptions.SmallestAlphaBarOfScoreForm):
                sampler.PlanGradient(row, at, guidance.Scale);
                break;
        }
    }
}
