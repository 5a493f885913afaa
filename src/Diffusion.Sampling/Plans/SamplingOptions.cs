namespace Diffusion.Sampling;

/// <summary>How images are sampled: what a job says about it, apart from the model.</summary>
public sealed record SamplingOptions
{
    public SamplerKind Sampler { get; init; } = SamplerKind.Ddpm;

    /// <summary>DDIM's η in [0, 1]: 0 is deterministic, 1 has DDPM's noise. Must be 0 with DDPM.</summary>
    public double Eta { get; init; }

    /// <summary>
    /// Which timesteps are kept, as guided-diffusion's timestep_respacing: "" for all, "25" spread evenly with both ends,
    /// "ddim25" with an integer stride from 0, "90,60,60,20,20" so many in each equal section; or as the DDIM authors' code,
    /// "quad25" and "uniform25".
    /// </summary>
    public string Steps { get; init; } = "";

    /// <summary>The kept timesteps themselves, ascending, in place of <see cref="Steps"/>. null: as <see cref="Steps"/> says.</summary>
    public IReadOnlyList<int>? Timesteps { get; init; }

    /// <summary>t′: the chain starts from noise at timestep t′ − 1, and the plan is spaced over [0, t′). null: T.</summary>
    public int? StartTimestep { get; init; }

    public GuidanceOptions Guidance { get; init; } = GuidanceOptions.None;

    public ThresholdingKind Thresholding { get; init; } = ThresholdingKind.Static;
}
