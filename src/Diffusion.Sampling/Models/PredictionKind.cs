namespace Diffusion.Sampling;

/// <summary>What the network's first C output channels are.</summary>
public enum PredictionKind
{
    /// <summary>The noise ε in x_t = √ᾱ_t·x₀ + √(1−ᾱ_t)·ε (Ho et al. 2020, eq. 14).</summary>
    Epsilon,

    /// <summary>The clean image x₀.</summary>
    X0,

    /// <summary>v = √ᾱ_t·ε − √(1−ᾱ_t)·x₀ (Salimans and Ho 2022, section 4 and appendix D).</summary>
    V,

    /// <summary>The mean of x_{t−1}.</summary>
    PreviousX,
}
