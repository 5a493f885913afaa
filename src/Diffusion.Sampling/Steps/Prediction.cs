using Diffusion.Graph;

namespace Diffusion.Sampling;

/// <summary>Between the network's output, x̂₀ and ε at a given x_t. Every kind of output is linear in both, so two columns say it.</summary>
internal static class Prediction
{
    public static void PlanX0(StepRow row, ChainPosition at) =>
        (row[StepColumn.X0OfX], row[StepColumn.X0OfOutput]) = Weights(at.Model.Prediction, at.Schedule, at.K);

    /// <summary>x̂₀ from the network's output.</summary>
    public static Value X0(StepCoefficients c, Value x, Value output) =>
        (c[StepColumn.X0OfX] * x) + (c[StepColumn.X0OfOutput] * output);

    /// <summary>x̂₀ = √(1/ᾱ)·x_t − √(1/ᾱ − 1)·ε (Song et al. 2021, eq. 9).</summary>
    public static Value X0OfEps(StepCoefficients c, Value x, Value eps) =>
        (c[StepColumn.SqrtRecipAlphaBar] * x) - (c[StepColumn.SqrtRecipMinusOneAlphaBar] * eps);

    /// <summary>ε = (√(1/ᾱ)·x_t − x̂₀) / √(1/ᾱ − 1), the same equation solved for ε.</summary>
    public static Value EpsOfX0(StepCoefficients c, Value x, Value x0) =>
        ((c[StepColumn.SqrtRecipAlphaBar] * x) - x0) / c[StepColumn.SqrtRecipMinusOneAlphaBar];

    private static (double OfX, double OfOutput) Weights(PredictionKind kind, NoiseSchedule schedule, int k)
    {
        var posterior = schedule.Posterior;
        return kind switch
        {
            // x̂₀ = √(1/ᾱ)·x_t − √(1/ᾱ − 1)·ε (Ho et al. 2020, below eq. 15)
            PredictionKind.Epsilon => (schedule.SqrtRecipAlphaBar[k], -schedule.SqrtRecipMinusOneAlphaBar[k]),

            PredictionKind.X0 => (0, 1),

            // x̂₀ = √ᾱ·x_t − √(1 − ᾱ)·v (Salimans and Ho 2022, section 4)
            PredictionKind.V => (schedule.SqrtAlphaBar[k], -schedule.SqrtOneMinusAlphaBar[k]),

            // μ̃ = c₁·x₀ + c₂·x_t solved for x₀ (Ho et al. 2020, eq. 7)
            PredictionKind.PreviousX => (-(posterior.MeanOfX[k] / posterior.MeanOfX0[k]), 1 / posterior.MeanOfX0[k]),

            _ => throw new SamplingException(SamplingChoices.Predictions.Unknown(kind)),
        };
    }
}
