namespace Diffusion.Sampling;

/// <summary>What keeps the predicted x̂₀ in the range of pixels.</summary>
public enum ThresholdingKind
{
    None,

    /// <summary>x̂₀ is clipped to [−1, 1].</summary>
    Static,

    /// <summary>
    /// x̂₀ is clipped to [−s, s] and divided by s, where s is a percentile of the image's |x̂₀|, but at least 1
    /// (Saharia et al. 2022, section 2.3).
    /// </summary>
    Dynamic,
}
