namespace Diffusion.Sampling;

/// <summary>The original timesteps at which guidance acts, both inclusive (Kynkäänniemi et al. 2024).</summary>
/// <param name="Lowest">The least noisy timestep, 0 or more.</param>
/// <param name="Highest">The noisiest timestep, at most T − 1.</param>
public sealed record GuidanceInterval(int Lowest, int Highest)
{
    /// <summary>Guidance acts at every timestep, as in guided-diffusion.</summary>
    public static GuidanceInterval All { get; } = new(0, int.MaxValue);

    public bool Contains(double timestep) => timestep >= Lowest && timestep <= Highest;
}
