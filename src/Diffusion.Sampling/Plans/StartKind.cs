namespace Diffusion.Sampling;

/// <summary>What a chain starts from.</summary>
public enum StartKind
{
    /// <summary>Standard normal noise. Stands for x_{t′} only where hardly any signal is left.</summary>
    Noise,

    /// <summary>A given image, noised to the chain's first timestep: √ᾱ·x₀ + √(1 − ᾱ)·ε (SDEdit, Meng et al. 2022).</summary>
    Image,

    /// <summary>A given image, encoded by DDIM inversion up to the chain's first timestep (Song et al. 2021, section 4.3).</summary>
    Inversion,

    /// <summary>A model of p(x_{t′} | y) (Zheng et al. 2023, truncated diffusion).</summary>
    Prior,
}
