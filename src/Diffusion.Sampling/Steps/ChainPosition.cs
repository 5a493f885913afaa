namespace Diffusion.Sampling;

/// <summary>Where in a chain the networks are asked: entry <paramref name="K"/> of the respaced schedule.</summary>
/// <param name="Model">What the network predicts.</param>
/// <param name="Options">How the chain is sampled.</param>
/// <param name="Schedule">The model's schedule over the kept timesteps alone.</param>
/// <param name="Timesteps">The kept original timesteps, ascending.</param>
/// <param name="K">0 is the least noisy.</param>
internal sealed record ChainPosition(
    DiffusionModelSettings Model, SamplingOptions Options, NoiseSchedule Schedule, IReadOnlyList<double> Timesteps, int K)
{
    public double Timestep => Timesteps[K];

    public double AlphaBar => Schedule.AlphaBar[K];

    public double AlphaBarPrevious => Schedule.AlphaBarPrevious[K];

    /// <summary>After this step the image is clean.</summary>
    public bool IsLast => K == 0;

    /// <summary>The chain starts here.</summary>
    public bool IsFirst => K == Timesteps.Count - 1;

    /// <summary>The next, less noisy place.</summary>
    public ChainPosition Next => this with { K = K - 1 };
}
