using MathNet.Numerics.LinearAlgebra;

namespace Diffusion.Trainer.Optimization;

/// <summary>A power-function average as it stood after some steps: its profile is p(τ) = (γ + 1)·τ^γ / t^(γ + 1) on [0, t].</summary>
/// <param name="Steps">t, above 0.</param>
/// <param name="Gamma">γ.</param>
public readonly record struct PowerProfile(int Steps, double Gamma)
{
    /// <summary>⟨p, q⟩ = ∫ p(τ)·q(τ) dτ.</summary>
    public double Dot(PowerProfile other)
    {
        // With t the smaller end of both: (γ₁ + 1)(γ₂ + 1)/(γ₁ + γ₂ + 1) · t^(γ₁ + γ₂ + 1) / (t₁^(γ₁ + 1)·t₂^(γ₂ + 1)), in logarithms, as γ may be large.
        var end = Math.Log(Math.Min(Steps, other.Steps));
        var exponent = ((Gamma + other.Gamma + 1) * end) - ((Gamma + 1) * Math.Log(Steps)) - ((other.Gamma + 1) * Math.Log(other.Steps));
        return (Gamma + 1) * (other.Gamma + 1) / (Gamma + other.Gamma + 1) * Math.Exp(exponent);
    }
}

/// <summary>Any average of the power-function kind, from kept ones (Karras et al. 2024, arXiv 2312.02696).</summary>
public static class PowerAverages
{
    /// <summary>Factors of the kept averages whose sum has the profile nearest to a wanted one, by least squares (section 3.2 there).</summary>
    public static double[] Factors(IReadOnlyList<PowerProfile> kept, PowerProfile wanted)
    {
        var products = Matrix<double>.Build.Dense(kept.Count, kept.Count, (row, column) => kept[row].Dot(kept[column]));
        var target = Vector<double>.Build.Dense(kept.Count, row => kept[row].Dot(wanted));

        // Neighbouring profiles are nearly the same, so small singular values are noise.
        var factors = products.Svd();
        var scale = factors.S[0] * 1e-13;
        var rotated = factors.U.TransposeThisAndMultiply(target);
        var solved = Vector<double>.Build.Dense(kept.Count, i => factors.S[i] > scale ? rotated[i] / factors.S[i] : 0);
        return [.. factors.VT.TransposeThisAndMultiply(solved)];
    }
}
