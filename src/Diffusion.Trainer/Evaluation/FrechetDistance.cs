using MathNet.Numerics.LinearAlgebra;

namespace Diffusion.Trainer.Evaluation;

/// <summary>
/// ‖μ₁ − μ₂‖² + tr(Σ₁ + Σ₂ − 2·(Σ₁^½·Σ₂·Σ₁^½)^½), the squared Wasserstein distance of two Gaussians (Dowson and Landau 1982); with an
/// Inception network's features it is FID (Heusel et al. 2017).
/// </summary>
public static class FrechetDistance
{
    /// <summary>The distance of two sets of features; both have as many features.</summary>
    public static double Of(FeatureMoments one, FeatureMoments other)
    {
        var root = SquareRoot(one.Covariance);
        var product = root * other.Covariance * root;
        var trace = Eigenvalues(product).Sum(value => Math.Sqrt(Math.Max(0, value)));
        var difference = one.Mean - other.Mean;
        return (difference * difference) + one.Covariance.Trace() + other.Covariance.Trace() - (2 * trace);
    }

    // Rounding may leave eigenvalues of a covariance a little below 0.
    private static Matrix<double> SquareRoot(Matrix<double> covariance)
    {
        var decomposition = Symmetric(covariance).Evd(Symmetricity.Symmetric);
        var roots = decomposition.EigenValues.Real().Map(value => Math.Sqrt(Math.Max(0, value)));
        return decomposition.EigenVectors * Matrix<double>.Build.DiagonalOfDiagonalVector(roots) * decomposition.EigenVectors.Transpose();
    }

    private static Vector<double> Eigenvalues(Matrix<double> matrix) => Symmetric(matrix).Evd(Symmetricity.Symmetric).EigenValues.Real();

    private static Matrix<double> Symmetric(Matrix<double> matrix) => (matrix + matrix.Transpose()) / 2;
}
