using MathNet.Numerics.LinearAlgebra;

namespace Diffusion.Trainer.Evaluation;

/// <summary>Mean and covariance of a set of features, in double.</summary>
public sealed class FeatureMoments
{
    private FeatureMoments(Vector<double> mean, Matrix<double> covariance)
    {
        Mean = mean;
        Covariance = covariance;
    }

    /// <summary>[F].</summary>
    public Vector<double> Mean { get; }

    /// <summary>[F, F], divided by the number of images less one.</summary>
    public Matrix<double> Covariance { get; }

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
}
