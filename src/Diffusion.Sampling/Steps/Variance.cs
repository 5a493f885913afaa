using Diffusion.Graph;

namespace Diffusion.Sampling;

/// <summary>Σ of a DDPM step where the network tells it.</summary>
internal static class Variance
{
    public static void PlanRange(StepRow row, ChainPosition at)
    {
        if (at.Model.Variance == VarianceKind.LearnedRange)
        {
            (row[StepColumn.LogVarianceLow], row[StepColumn.LogVarianceHigh]) = VarianceKind.LearnedRange.RangeOfLog(at.Schedule, at.K);
        }
    }

    /// <summary>log Σ from the network's variance channels.</summary>
    public static Value LogVariance(VarianceKind kind, StepCoefficients c, Value channels)
    {
        if (kind == VarianceKind.Learned)
        {
            return channels;
        }

        // log Σ = f·log β_t + (1 − f)·log β̃_t with f = (v + 1)/2 (Nichol and Dhariwal 2021, eq. 15)
        var fraction = (channels + 1f) / 2f;
        return (fraction * c[StepColumn.LogVarianceHigh]) + ((1f - fraction) * c[StepColumn.LogVarianceLow]);
    }
}
