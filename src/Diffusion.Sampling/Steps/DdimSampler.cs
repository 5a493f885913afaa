namespace Diffusion.Sampling;

/// <summary>
/// x_{t−1} = √ᾱ_{t−1}·x̂₀ + √(1 − ᾱ_{t−1} − σ²)·ε + σ·z, ε derived again from the thresholded x̂₀ (Song et al. 2021, eq. 12).
/// </summary>
/// <remarks>σ and the roots are taken in float from rounded ᾱ, as in guided-diffusion.</remarks>
internal sealed class DdimSampler : ISampler
{
    public bool MovesScore => true;

    // Not thresholded again after guidance, as in ADM's condition_score.
    public bool ThresholdsAfterGuidance => false;

    /// <summary>ε̂ = ε − √(1 − ᾱ_t)·s·g (Dhariwal and Nichol 2021, algorithm 2).</summary>
    public static void PlanGradient(StepRow row, ChainPosition at, double scale) =>
        row[StepColumn.ScoreShift] = MathF.Sqrt(1 - (float)at.AlphaBar) * (float)scale;

    public IEnumerable<StepEvaluation> Plan(ChainPosition at) =>
        [new StepEvaluation(at, row => PlanStep(row, at), (row, scale) => PlanGradient(row, at, scale))];

    private static void PlanStep(StepRow row, ChainPosition at)
    {
        var sigma = Sigma((float)at.AlphaBar, (float)at.AlphaBarPrevious, (float)at.Options.Eta);
        var alphaBarPrevious = (float)at.AlphaBarPrevious;

        row[StepColumn.X0Weight] = MathF.Sqrt(alphaBarPrevious);
        row[StepColumn.EpsWeight] = MathF.Sqrt(MathF.Max(0, 1 - alphaBarPrevious - (sigma * sigma)));
        row[StepColumn.Sigma] = sigma;
    }

    /// <summary>σ = η·√((1 − ᾱ_{t−1})/(1 − ᾱ_t))·√(1 − ᾱ_t/ᾱ_{t−1}) (Song et al. 2021, eq. 16).</summary>
    private static float Sigma(float alphaBar, float alphaBarPrevious, float eta) =>
        eta * MathF.Sqrt((1 - alphaBarPrevious) / (1 - alphaBar)) * MathF.Sqrt(1 - (alphaBar / alphaBarPrevious));
}
