using Diffusion.Graph;

namespace Diffusion.Sampling;

/// <summary>Between the network's output, x̂₀ and ε at a given x_t. Every kind of output is linear in both, so two columns say it.</summary>
internal static class Prediction
{
    public static void PlanX0(StepRow row, ChainPosition at) =>
        (row[StepColumn.X0OfX], row[StepColumn.X0OfOutput]) = at.Model.Prediction.WeightsOfX0(at.Schedule, at.K);

    /// <summary>x̂₀ from the network's output.</summary>
    public static Value X0(StepCoefficients c, Value x, Value output) =>
        (c[StepColumn.X0OfX] * x) + (c[StepColumn.X0OfOutput] * output);

    /// <summary>x̂₀ = √(1/ᾱ)·x_t − √(1/ᾱ − 1)·ε (Song et al. 2021, eq. 9).</summary>
    public static Value X0OfEps(StepCoefficients c, Value x, Value eps) =>
        (c[StepColumn.SqrtRecipAlphaBar] * x) - (c[StepColumn.SqrtRecipMinusOneAlphaBar] * eps);

    /// <summary>ε = (√(1/ᾱ)·x_t − x̂₀) / √(1/ᾱ − 1), the same equation solved for ε.</summary>
    public static Value EpsOfX0(StepCoefficients c, Value x, Value x0) =>
        ((c[StepColumn.SqrtRecipAlphaBar] * x) - x0) / c[StepColumn.SqrtRecipMinusOneAlphaBar];
}
