namespace Diffusion.Sampling;

/// <summary>
/// DDIM the other way, from an image to noise: x_{t+1} = √ᾱ_{t+1}·x̂₀ + √(1 − ᾱ_{t+1})·ε (Song et al. 2021, section 4.3, eq. 13 reversed;
/// guided-diffusion's ddim_reverse_sample).
/// </summary>
/// <remarks>The roots are taken in float from rounded ᾱ, as in guided-diffusion.</remarks>
internal static class DdimInversion
{
    /// <summary>From place K to the noisier K + 1; beyond the last one ᾱ is 0 and ε itself is left.</summary>
    public static StepEvaluation Plan(ChainPosition at) => new(at, row => PlanStep(row, at), PlanGradient: null)
    {
        AlphaBarAfter = at.Schedule.AlphaBarNext[at.K],
    };

    private static void PlanStep(StepRow row, ChainPosition at)
    {
        var alphaBarNext = (float)at.Schedule.AlphaBarNext[at.K];
        row[StepColumn.X0Weight] = MathF.Sqrt(alphaBarNext);
        row[StepColumn.EpsWeight] = MathF.Sqrt(1 - alphaBarNext);
    }
}
