namespace Diffusion.Sampling;

/// <summary>
/// DPM-Solver++(2M): x_{λ+h} = (σ_{λ+h}/σ_λ)·x − α_{λ+h}·(e^{−h} − 1)·D with D = (1 + 1/(2r))·x̂₀ − 1/(2r)·x̂₀,prev and
/// r = h_prev/h (Lu et al. 2022b, algorithm 2), where α = √ᾱ, σ = √(1 − ᾱ), λ = log(α/σ).
/// </summary>
internal sealed class DpmSolver2MSampler : ISampler
{
    public bool MovesScore => true;

    public bool ThresholdsAfterGuidance => true;

    public IEnumerable<StepEvaluation> Plan(ChainPosition at) =>
        [new StepEvaluation(at, row => PlanStep(row, at), (row, scale) => DdimSampler.PlanGradient(row, at, scale))];

    private static void PlanStep(StepRow row, ChainPosition at)
    {
        if (at.IsLast)
        {
            // h is infinite: first order, x = x̂₀.
            row[StepColumn.X0Weight] = 1;
            return;
        }

        var h = Lambda(at, at.K - 1) - Lambda(at, at.K);
        var weight = -Math.Sqrt(at.AlphaBarPrevious) * (Math.Exp(-h) - 1);
        row[StepColumn.XWeight] = Math.Sqrt((1 - at.AlphaBarPrevious) / (1 - at.AlphaBar));

        // The first step has no x̂₀ before it.
        var extrapolation = at.IsFirst ? 0 : h / (2 * (Lambda(at, at.K) - Lambda(at, at.K + 1)));
        row[StepColumn.X0Weight] = weight * (1 + extrapolation);
        row[StepColumn.PreviousX0Weight] = -weight * extrapolation;
    }

    private static double Lambda(ChainPosition at, int k) => LogSnr.OfAlphaBar(at.Schedule.AlphaBar[k]);
}
