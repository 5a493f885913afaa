namespace Diffusion.Sampling;

/// <summary>Which step leads from x_t to x_{t−1}.</summary>
public enum SamplerKind
{
    /// <summary>Ancestral sampling (Ho et al. 2020, algorithm 2).</summary>
    Ddpm,

    /// <summary>Denoising diffusion implicit models (Song et al. 2021, eq. 12).</summary>
    Ddim,
}
