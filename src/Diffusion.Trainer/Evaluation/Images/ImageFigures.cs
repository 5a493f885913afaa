namespace Diffusion.Trainer.Evaluation.Images;

/// <summary>How near pictures are to real ones.</summary>
/// <param name="Images">Pictures, measured against as many real ones.</param>
/// <param name="Frechet">Fréchet distance.</param>
/// <param name="FrechetMargin">Half the width of its 95 % interval; null where there are too many features to compute it.</param>
/// <param name="Precision">Share of them that look real, 0 to 1.</param>
/// <param name="Recall">Share of the real ones that are covered, 0 to 1.</param>
public sealed record ImageFigures(int Images, double Frechet, double? FrechetMargin, double Precision, double Recall)
{
    /// <summary>The most features that the interval, which needs many decompositions, is computed for.</summary>
    public const int LargestForMargin = 512;

    /// <summary>The most pictures that precision and recall, which compare each with each, are computed of.</summary>
    public const int LargestManifold = 10_000;

    /// <param name="features">[F] each.</param>
    /// <param name="labels">Of each; null: not told.</param>
    /// <param name="real">Features of as many real pictures.</param>
    /// <param name="moments">Of these.</param>
    public static ImageFigures Of(IReadOnlyList<float[]> features, IReadOnlyList<int>? labels, IReadOnlyList<float[]> real, FeatureMoments moments)
    {
        var manifold = Math.Min(features.Count, LargestManifold);
        var (precision, recall) = PrecisionRecall.Of(EvenChoice.Spread(real, manifold), EvenChoice.Spread(features, manifold));
        return new ImageFigures(
            features.Count,
            FrechetDistance.Of(FeatureMoments.Of(features), moments),
            features[0].Length <= LargestForMargin ? FrechetInterval.Margin(features, labels, moments) : null,
            precision,
            recall);
    }
}
