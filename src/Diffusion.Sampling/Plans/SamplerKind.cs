namespace Diffusion.Sampling;

/// <summary>How x_t becomes the next x.</summary>
public enum SamplerKind
{
    /// <summary>Ancestral sampling (Ho et al. 2020, algorithm 2).</summary>
    Ddpm,

    /// <summary>Denoising diffusion implicit models (Song et al. 2021, eq. 12).</summary>
    Ddim,

    /// <summary>DPM-Solver++(2M), second order with one evaluation a step (Lu et al. 2022b, algorithm 2).</summary>
    DpmSolver2M,

    /// <summary>Heun's method, second order with two evaluations a step (Karras et al. 2022, algorithm 1 without churn).</summary>
    Heun,
}
