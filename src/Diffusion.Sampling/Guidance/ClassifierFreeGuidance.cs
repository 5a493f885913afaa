using Diffusion.Graph;

namespace Diffusion.Sampling;

/// <summary>ε̂ = ε_y + (s − 1)·(ε_y − ε_null) (Ho and Salimans 2022, eq. 6, whose w is s − 1).</summary>
/// <remarks>
/// Taken on the network's own output: x₀, v and x_{t−1} are linear in ε with the same x_t, so the combination is the same.
/// </remarks>
internal static class ClassifierFreeGuidance
{
    public static void PlanScale(StepRow row, double scale) => row[StepColumn.NullDifference] = scale - 1;

    /// <summary>The guided output; <paramref name="conditional"/> bit for bit where the scale is 1.</summary>
    public static Value Combine(StepCoefficients c, Value conditional, Value unconditional) =>
        conditional + c.Term(StepColumn.NullDifference, conditional - unconditional);
}
