using MathNet.Numerics.LinearAlgebra;

namespace Diffusion.Trainer.Evaluation;

/// <summary>
/// ‖μ₁ − μ₂‖² + tr(Σ₁ + Σ₂ − 2·(Σ₂^½·Σ₁·Σ₂^½)^½), the squared Wasserstein distance of two Gaussians (Dowson and Landau 1982); with an
/// Inception network's features it is FID (Heusel et al. 2017).
/// </summary>
public static class FrechetDistance
{
    /// <summary>The distance of two sets of features; both have as many features.</summary>
    /// <param name="one">Of what is measured.</param>
    /// <param name="other">Of what it is measured against, best the same object each time: its root is computed once.</param>
    public static double Of(FeatureMoments one, FeatureMoments other)
    {
        var product = other.CovarianceRoot * one.Covariance * other.CovarianceRoot;
        var trace = Eigenvalues(product).Sum(value => Math.Sqrt(Math.Max(0, value)));
        var difference = one.Mean - other.Mean;
        return (difference * difference) + one.Covariance.Trace() + other.Covariance.Trace() - (2 * trace);
    }

    private static Vector<double> Eigenvalues(Matrix<double> matrix) => ((matrix + matrix.Transpose()) / 2).Evd(Symmetricity.Symmetric).EigenValues.Real();
}
