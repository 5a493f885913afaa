using Diffusion.Graph;

namespace Diffusion.Sampling;

/// <summary>Keeps x̂₀ in the range of pixels.</summary>
internal static class Threshold
{
    public static void PlanLimit(StepRow row, SamplingOptions options)
    {
        row[StepColumn.X0Limit] = options.Thresholding == ThresholdingKind.Static ? 1 : float.MaxValue;
        row[StepColumn.DynamicPercentile] = options.Thresholding == ThresholdingKind.Dynamic ? options.ThresholdPercentile : 0;
    }

    /// <summary>How many of an image's largest |x̂₀| the percentile is found from; 1 where there is none.</summary>
    public static int Count(float percentile, int elements) => percentile == 0 ? 1 : elements - Below(percentile, elements);

    /// <summary>Static: min(max(x̂₀, −limit), limit). Dynamic: min(max(x̂₀, −s), s)/s (Saharia et al. 2022, section 2.3).</summary>
    /// <param name="c">The rows' coefficients.</param>
    /// <param name="x0">[N, C, H, W].</param>
    /// <param name="count">The largest <see cref="Count"/> of all rows, int64 [1].</param>
    public static Value Apply(StepCoefficients c, Value x0, Value count)
    {
        var isOff = c.IsOff(StepColumn.DynamicPercentile);
        var s = Ops.Clip(Percentile(c, x0, count), 1, float.MaxValue);
        var limit = Ops.Where(isOff, c[StepColumn.X0Limit], s);
        return Ops.Min(Ops.Max(x0, -limit), limit) / Ops.Where(isOff, 1, s);
    }

    /// <summary>
    /// The p-quantile of each image's |x̂₀|, [N, 1, 1, 1], linear between the two order statistics at p·(L − 1), which is reckoned in
    /// float as torch.quantile does.
    /// </summary>
    private static Value Percentile(StepCoefficients c, Value x0, Value count)
    {
        var elements = (int)(x0.Shape[1] * x0.Shape[2] * x0.Shape[3]);
        var (largest, _) = Ops.TopK(Ops.Reshape(Ops.Abs(x0), 0, elements), count);

        var p = Ops.Reshape(c[StepColumn.DynamicPercentile], 0, 1);
        var isOff = Ops.Reshape(c.IsOff(StepColumn.DynamicPercentile), 0, 1);
        var position = p * (elements - 1f);
        var below = Ops.Clip(Ops.Floor(position), 0, elements - 2);

        // The largest comes first. Rows without a percentile read the first alone, which may be all there is.
        var rankBelow = Ops.Where(isOff, 0, (elements - 1f) - below);
        var rankAbove = Ops.Where(isOff, 0, (elements - 2f) - below);
        var low = At(rankBelow);
        var quantile = low + ((position - below) * (At(rankAbove) - low));
        return Ops.Reshape(quantile, 0, 1, 1, 1);

        Value At(Value rank) => Ops.GatherElements(largest, Ops.Cast(rank, ElementType.Int64), axis: 1);
    }

    private static int Below(float percentile, int elements) =>
        (int)MathF.Min(MathF.Floor(percentile * (elements - 1f)), elements - 2f);
}
