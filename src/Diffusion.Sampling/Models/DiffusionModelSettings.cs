namespace Diffusion.Sampling;

/// <summary>What a model was trained to predict, and over which noise schedule.</summary>
/// <param name="Schedule">The schedule over all T timesteps.</param>
/// <param name="Prediction">What the first C output channels are.</param>
/// <param name="Variance">Where a DDPM step's variance comes from.</param>
/// <param name="RescaleTimesteps">The networks see t·1000/T instead of t.</param>
public sealed record DiffusionModelSettings(
    NoiseSchedule Schedule,
    PredictionKind Prediction,
    VarianceKind Variance,
    bool RescaleTimesteps = false)
{
    /// <summary>
    /// What the networks see for an original timestep t: t, or t·1000/T with <see cref="RescaleTimesteps"/>.
    /// The product is taken in float, as in guided-diffusion.
    /// </summary>
    /// <param name="timestep">In [0, T − 1], whole or between two.</param>
    public float NetworkTime(double timestep) =>
        RescaleTimesteps ? (float)timestep * (float)(1000.0 / Schedule.Timesteps) : (float)timestep;
}
