namespace Diffusion.Sampling;

/// <summary>Keeps x̂₀ in the range of pixels.</summary>
internal static class Threshold
{
    public static void PlanLimit(StepRow row, ThresholdingKind kind) =>
        row[StepColumn.X0Limit] = kind == ThresholdingKind.Static ? 1 : float.MaxValue;
}
