namespace Diffusion.Trainer.Priors;

/// <summary>
/// A Gaussian of D dimensions whose covariance is Σ = Σ_r λ_r·u_r·u_rᵀ + σ²·(I − Σ_r u_r·u_rᵀ): the R largest eigenvalues of
/// the data's covariance as they are, and for all others their mean σ², so that the trace is the data's too.
/// </summary>
/// <param name="Mean">μ [D].</param>
/// <param name="Factors">f_r = √(λ_r − σ²)·u_r, [R][D], so that Σ = Σ_r f_r·f_rᵀ + σ²·I.</param>
/// <param name="IsotropicVariance">σ².</param>
/// <param name="Count">Images that it was fitted to.</param>
public sealed record LowRankGaussian(double[] Mean, double[][] Factors, double IsotropicVariance, int Count)
{
    /// <summary>ln q(x_t) of a noised image, x_t = √ᾱ·x₀ + √(1 − ᾱ)·ε, where x₀ is of this Gaussian.</summary>
    /// <param name="x">x_t [D].</param>
    /// <param name="alphaBar">ᾱ_t.</param>
    public double LogDensity(ReadOnlySpan<double> x, double alphaBar)
    {
        // Cov x_t = ᾱ·Σ_r f_r·f_rᵀ + s·I with s = ᾱ·σ² + 1 − ᾱ; the f_r are orthogonal, so that its inverse is
        // (I − Σ_r ᾱ/(s + ᾱ·|f_r|²)·f_r·f_rᵀ)/s (Woodbury).
        var s = (alphaBar * IsotropicVariance) + 1 - alphaBar;
        var difference = new double[x.Length];
        for (var i = 0; i < difference.Length; i++)
        {
            difference[i] = x[i] - (Math.Sqrt(alphaBar) * Mean[i]);
        }

        var distance = Dot(difference, difference);
        var logDeterminant = difference.Length * Math.Log(s);
        foreach (var factor in Factors)
        {
            var (length, along) = (Dot(factor, factor), Dot(factor, difference));
            distance -= alphaBar / (s + (alphaBar * length)) * along * along;
            logDeterminant += Math.Log(1 + (alphaBar * length / s));
        }

        return -0.5 * ((difference.Length * Math.Log(2 * Math.PI)) + logDeterminant + (distance / s));
    }

    private static double Dot(double[] a, double[] b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }
}
