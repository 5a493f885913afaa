using MathNet.Numerics.LinearAlgebra;

namespace Diffusion.Trainer.Evaluation;

/// <summary>Mean and covariance of a set of features, in double.</summary>
public sealed class FeatureMoments
{
    private Matrix<double>? root;

    private FeatureMoments(Vector<double> mean, Matrix<double> covariance)
    {
        Mean = mean;
        Covariance = covariance;
    }

    /// <summary>[F].</summary>
    public Vector<double> Mean { get; }

    /// <summary>[F, F], divided by the number of images less one.</summary>
    public Matrix<double> Covariance { get; }

    /// <summary>Its symmetric square root [F, F], computed once.</summary>
    public Matrix<double> CovarianceRoot => root ??= SquareRoot(Covariance);

    /// <param name="features">[F] for each image; two images or more.</param>
    /// <exception cref="ArgumentException">Fewer than two images.</exception>
    public static FeatureMoments Of(IReadOnlyList<float[]> features)
    {
        if (features.Count < 2)
        {
            throw new ArgumentException($"There are {features.Count} images, but a covariance needs two or more. Give more images.", nameof(features));
        }

        var rows = Matrix<double>.Build.Dense(features.Count, features[0].Length, (image, feature) => features[image][feature]);
        var mean = rows.ColumnSums() / features.Count;
        var centred = Matrix<double>.Build.Dense(rows.RowCount, rows.ColumnCount, (image, feature) => rows[image, feature] - mean[feature]);
        return new FeatureMoments(mean, centred.TransposeThisAndMultiply(centred) / (features.Count - 1));
    }

    /// <summary>Moments that were computed elsewhere.</summary>
    /// <param name="mean">[F].</param>
    /// <param name="covariance">[F, F].</param>
    public static FeatureMoments From(Vector<double> mean, Matrix<double> covariance) => new(mean, covariance);

    // Rounding may leave eigenvalues of a covariance a little below 0.
    private static Matrix<double> SquareRoot(Matrix<double> covariance)
    {
        var decomposition = ((covariance + covariance.Transpose()) / 2).Evd(Symmetricity.Symmetric);
        var roots = decomposition.EigenValues.Real().Map(value => Math.Sqrt(Math.Max(0, value)));
        return decomposition.EigenVectors * Matrix<double>.Build.DiagonalOfDiagonalVector(roots) * decomposition.EigenVectors.Transpose();
    }
}
