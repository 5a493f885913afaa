using Diffusion.Trainer.Datasets.Npz;
using MathNet.Numerics.LinearAlgebra;

namespace Diffusion.Trainer.Evaluation.Images;

/// <summary>Moments of features that an <c>.npz</c> holds ready: mu and sigma, and in guided-diffusion's reference batches also mu_s and sigma_s of spatial features.</summary>
public static class ReferenceStatistics
{
    private static readonly (string Mean, string Covariance)[] Names = [("mu", "sigma"), ("mu_s", "sigma_s")];

    /// <summary>Whether a file has any.</summary>
    public static bool AreIn(NpzFile file) => Names.Any(pair => file.Has(pair.Mean) && file.Has(pair.Covariance));

    /// <summary>Those with so many features.</summary>
    /// <param name="file">Opened.</param>
    /// <param name="features">As the feature network gives.</param>
    /// <returns>The mean's name and the moments; null where the file has none of that size: they are of another network.</returns>
    /// <exception cref="TrainerException">The covariance does not go with the mean.</exception>
    public static (string Name, FeatureMoments Moments)? Read(NpzFile file, int features)
    {
        foreach (var (meanName, covarianceName) in Names.Where(pair => file.Has(pair.Mean) && file.Has(pair.Covariance)))
        {
            var (mean, covariance) = (file.Read(meanName), file.Read(covarianceName));
            if (mean.Header.Count != features)
            {
                continue;
            }

            return covariance.Shape.SequenceEqual([features, features])
                ? (meanName, FeatureMoments.From(Vector<double>.Build.Dense(mean.ToDoubles()), Matrix<double>.Build.Dense(features, features, covariance.ToDoubles())))
                : throw new TrainerException($"{covarianceName} is [{string.Join(", ", covariance.Shape)}], but {meanName} has {features} features. Write the file again.");
        }

        return null;
    }
}
