namespace Diffusion.Sampling;

/// <summary>How images are sampled: what a job says about it, apart from the model.</summary>
public sealed record SamplingOptions
{
    public SamplerKind Sampler { get; init; } = SamplerKind.Ddpm;

    /// <summary>DDIM's η in [0, 1]: 0 is deterministic, 1 has DDPM's noise. Must be 0 with DDPM.</summary>
    public double Eta { get; init; }

    /// <summary>
    /// Which timesteps are kept, as guided-diffusion's timestep_respacing: "" for all, "25" spread evenly with both ends,
    /// "ddim25" with an integer stride from 0, "90,60,60,20,20" so many in each equal section; as the DDIM authors' code,
    /// "quad25" and "uniform25"; "leading25", "trailing25" and "linspace25" (Lin et al. 2024); or, between timesteps, "logsnr25"
    /// even in λ and "karras25" as Karras et al. 2022 space σ, which the second-order solvers want.
    /// </summary>
    public string Steps { get; init; } = "";

    /// <summary>The kept timesteps themselves, ascending, in place of <see cref="Steps"/>. null: as <see cref="Steps"/> says.</summary>
    public IReadOnlyList<int>? Timesteps { get; init; }

    /// <summary>t′: the chain starts at timestep t′ − 1, and the plan is spaced over the timesteps below t′. null: T.</summary>
    public int? StartTimestep { get; init; }

    /// <summary>The least noisy timestep that is visited; its x̂₀ is the image. 0: the chain is not cut at its end.</summary>
    public int EndTimestep { get; init; }

    public StartKind Start { get; init; } = StartKind.Noise;

    public GuidanceOptions Guidance { get; init; } = GuidanceOptions.None;

    public ThresholdingKind Thresholding { get; init; } = ThresholdingKind.Static;

    /// <summary>p in (0, 1] of dynamic thresholding: s is the value that this share of an image's |x̂₀| does not exceed.</summary>
    public double ThresholdPercentile { get; init; } = 0.995;

    /// <summary>
    /// Noise stands for x_t wherever the plan begins, as in guided-diffusion, which starts a respaced chain from noise even where some
    /// of the signal is left. For parity alone: jobs are told to start from an image or a prior there.
    /// </summary>
    internal bool StartsFromNoiseAnywhere { get; init; }
}
