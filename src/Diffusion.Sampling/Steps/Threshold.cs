using Diffusion.Graph;

namespace Diffusion.Sampling;

/// <summary>Keeps x̂₀ in the range of pixels.</summary>
internal static class Threshold
{
    public static void PlanLimit(StepRow row, ThresholdingKind kind) =>
        row[StepColumn.X0Limit] = kind == ThresholdingKind.Static ? 1 : float.MaxValue;

    /// <summary>Static clipping: min(max(x̂₀, −limit), limit).</summary>
    public static Value Clip(StepCoefficients c, Value x0) =>
        Ops.Min(Ops.Max(x0, -c[StepColumn.X0Limit]), c[StepColumn.X0Limit]);
}
