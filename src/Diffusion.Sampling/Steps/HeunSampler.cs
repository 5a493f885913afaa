namespace Diffusion.Sampling;

/// <summary>
/// Heun's second-order method on dy/dσ = (y − x̂₀)/σ, where y = x/√ᾱ and σ = √((1 − ᾱ)/ᾱ) (Karras et al. 2022, algorithm 1, without
/// churn): an Euler step to σ′, then the mean of both slopes. The last step is Euler's alone.
/// </summary>
internal sealed class HeunSampler : ISampler
{
    public bool MovesScore => true;

    public bool ThresholdsAfterGuidance => true;

    public IEnumerable<StepEvaluation> Plan(ChainPosition at)
    {
        yield return new StepEvaluation(at, row => PlanEuler(row, at), (row, scale) => DdimSampler.PlanGradient(row, at, scale));
        if (!at.IsLast)
        {
            var next = at.Next;
            yield return new StepEvaluation(next, row => PlanCorrection(row, at), (row, scale) => DdimSampler.PlanGradient(row, next, scale))
            {
                AlphaBarAfter = next.AlphaBar,
            };
        }
    }

    private static void PlanEuler(StepRow row, ChainPosition at)
    {
        // y′ = y + (σ′ − σ)·(y − x̂₀)/σ
        var ratio = at.IsLast ? 0 : Sigma(at.AlphaBarPrevious) / Sigma(at.AlphaBar);
        row[StepColumn.XWeight] = Math.Sqrt(at.AlphaBarPrevious) * ratio / Math.Sqrt(at.AlphaBar);
        row[StepColumn.X0Weight] = Math.Sqrt(at.AlphaBarPrevious) * (1 - ratio);
    }

    private static void PlanCorrection(StepRow row, ChainPosition at)
    {
        // With y′ of the Euler step, whose slope was (y′ − x̂₀,prev)/σ′ too:
        // y + (σ′ − σ)/2·(slope + slope′) = y′ + (σ − σ′)/(2σ′)·(x̂₀′ − x̂₀,prev)
        var (sigma, sigmaNext) = (Sigma(at.AlphaBar), Sigma(at.AlphaBarPrevious));
        var weight = Math.Sqrt(at.AlphaBarPrevious) * (sigma - sigmaNext) / (2 * sigmaNext);
        row[StepColumn.XWeight] = 1;
        row[StepColumn.X0Weight] = weight;
        row[StepColumn.PreviousX0Weight] = -weight;
    }

    private static double Sigma(double alphaBar) => Math.Sqrt((1 - alphaBar) / alphaBar);
}
