using MathNet.Numerics.RootFinding;

namespace Diffusion.Trainer.Optimization;

/// <summary>
/// The average whose profile over the steps is p(τ) ∝ τ^γ (Karras et al. 2024, section 3.1): its length stays the same share of the
/// training, and two of them, kept from time to time, give any other afterwards (<see cref="PowerAverages"/>).
/// </summary>
/// <param name="Gamma">γ, at least 0.</param>
public sealed record PowerDecay(double Gamma) : IAverageDecay
{
    /// <summary>Of an average over all steps alike, γ = 0.</summary>
    public static double LargestLength => LengthOf(0);

    /// <summary>The decay of a relative length.</summary>
    /// <param name="length">σ_rel, the profile's standard deviation as a share of the training: 0.05 is usual; above 0, at most 0.288.</param>
    public static PowerDecay OfLength(double length) =>
        new(Brent.FindRoot(gamma => LengthOf(gamma) - length, 0, 1e7, accuracy: 1e-14, maxIterations: 1000));

    /// <summary>σ_rel = √(γ + 1) / ((γ + 2)·√(γ + 3)).</summary>
    public static double LengthOf(double gamma) => Math.Sqrt(gamma + 1) / ((gamma + 2) * Math.Sqrt(gamma + 3));

    public double At(int step, int steps)
    {
        // β = (1 − 1/t)^(γ + 1), where this step is the t-th.
        return Math.Pow(1 - (1.0 / (step + 1)), Gamma + 1);
    }
}
