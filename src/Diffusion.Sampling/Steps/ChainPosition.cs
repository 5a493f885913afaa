namespace Diffusion.Sampling;

/// <summary>Where in a chain a step is taken: entry <paramref name="K"/> of the respaced schedule.</summary>
internal sealed record ChainPosition(DiffusionModelSettings Model, SamplingOptions Options, NoiseSchedule Schedule, int K)
{
    public double AlphaBar => Schedule.AlphaBar[K];

    public double AlphaBarPrevious => Schedule.AlphaBarPrevious[K];

    /// <summary>After this step the image is clean.</summary>
    public bool IsLast => K == 0;
}
