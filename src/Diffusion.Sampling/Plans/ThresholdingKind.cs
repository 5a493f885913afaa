namespace Diffusion.Sampling;

/// <summary>What keeps the predicted x̂₀ in the range of pixels.</summary>
public enum ThresholdingKind
{
    None,

    /// <summary>x̂₀ is clipped to [−1, 1].</summary>
    Static,
}
