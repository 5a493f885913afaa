using Diffusion.Graph;

namespace Diffusion.Sampling;

/// <summary>
/// ε̂ = ε_y + (s − 1)·(ε_y − ε_null) (Ho and Salimans 2022, eq. 6, whose w is s − 1), and autoguidance, which has a weaker network's
/// ε_y in place of ε_null (Karras et al. 2024, eq. 2).
/// </summary>
/// <remarks>
/// Taken on the network's own output: x₀, v and x_{t−1} are linear in ε with the same x_t, so the combination is the same.
/// </remarks>
internal static class ClassifierFreeGuidance
{
    /// <summary>A deviation below this share of the mean is rounding.</summary>
    private const float SmallestDeviation = 1e-5f;

    public static void PlanScale(StepRow row, ChainPosition at)
    {
        var guidance = at.Options.Guidance;
        var difference = (guidance.Scale - 1) * GuidanceFactor.At(guidance.Schedule, at.Timestep);
        row[guidance.Kind == GuidanceKind.Autoguidance ? StepColumn.WeakDifference : StepColumn.NullDifference] = difference;
        row[StepColumn.GuidanceRescale] = difference == 0 ? 0 : guidance.Rescale;
    }

    /// <summary>The guided output; <paramref name="conditional"/> bit for bit where the scale is 1.</summary>
    /// <param name="c">The rows' coefficients.</param>
    /// <param name="conditional">The network's, with the label.</param>
    /// <param name="unconditional">The network's, with the null class.</param>
    /// <param name="weak">The weaker network's, with the label; null where the model has none.</param>
    public static Value Combine(StepCoefficients c, Value conditional, Value unconditional, Value? weak)
    {
        var guided = conditional + c.Term(StepColumn.NullDifference, conditional - unconditional);
        if (weak is not null)
        {
            guided += c.Term(StepColumn.WeakDifference, conditional - weak);
        }

        return Ops.Where(c.IsOff(StepColumn.GuidanceRescale), guided, Rescale(c, conditional, guided));
    }

    /// <summary>φ·(σ_cond/σ_guided)·output + (1 − φ)·output (Lin et al. 2024, eqs. 15 and 16).</summary>
    private static Value Rescale(StepCoefficients c, Value conditional, Value guided)
    {
        var phi = c[StepColumn.GuidanceRescale];
        var (_, ofConditional) = Moments(conditional);
        var (mean, ofGuided) = Moments(guided);
        var rescaled = guided * (ofConditional / ofGuided);

        // A constant output has no deviation to bring back, only its mean's rounding.
        var varies = Ops.Greater(ofGuided, Ops.Abs(mean) * SmallestDeviation);
        return Ops.Where(varies, (phi * rescaled) + ((1f - phi) * guided), guided);
    }

    /// <summary>Mean and standard deviation of each image over C, H and W, both [N, 1, 1, 1].</summary>
    private static (Value Mean, Value Deviation) Moments(Value images)
    {
        var mean = Ops.ReduceMean(images, keepDimensions: true, 1, 2, 3);
        var centred = images - mean;
        return (mean, Ops.Sqrt(Ops.ReduceMean(centred * centred, keepDimensions: true, 1, 2, 3)));
    }
}
