namespace Diffusion.Sampling;

/// <summary>A place in the model's schedule that a chain visits.</summary>
/// <param name="Timestep">The original timestep, in [0, T − 1]; between two where steps are even in λ.</param>
/// <param name="AlphaBar">ᾱ there.</param>
internal readonly record struct KeptTimestep(double Timestep, double AlphaBar);
