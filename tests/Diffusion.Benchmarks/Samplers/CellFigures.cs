using System.Globalization;
using Diffusion.Trainer.Evaluation;

namespace Diffusion.Benchmarks.Samplers;

/// <summary>A cell's figures.</summary>
/// <param name="Agreement">Share of images in which the judge sees the wanted class, 0 to 1.</param>
/// <param name="Frechet">Distance to real images in the judge's features.</param>
/// <param name="FrechetMargin">Half the width of its 95 % interval: how far other images of the same number would be.</param>
/// <param name="Precision">0 to 1.</param>
/// <param name="Recall">0 to 1.</param>
internal sealed record CellFigures(double Agreement, double Frechet, double FrechetMargin, double Precision, double Recall)
{
    private const int Resamples = 40;

    public string AgreementText => Agreement.ToString("P1", CultureInfo.InvariantCulture);

    public string FrechetText => string.Create(CultureInfo.InvariantCulture, $"{Frechet:F3} ± {FrechetMargin:F3}");

    public string PrecisionText => Precision.ToString("F2", CultureInfo.InvariantCulture);

    public string RecallText => Recall.ToString("F2", CultureInfo.InvariantCulture);

    /// <param name="agreement">Of the generated images.</param>
    /// <param name="generated">Features, as many as <paramref name="real"/>; image i has label i modulo the classes.</param>
    /// <param name="real">Features of real images.</param>
    /// <param name="classes">How many.</param>
    public static CellFigures Of(double agreement, IReadOnlyList<float[]> generated, IReadOnlyList<float[]> real, int classes)
    {
        var moments = FeatureMoments.Of(real);
        var distance = FrechetDistance.Of(FeatureMoments.Of(generated), moments);
        var manifolds = PrecisionRecall.Of(real, generated);
        return new CellFigures(agreement, distance, Margin(generated, moments, classes), manifolds.Precision, manifolds.Recall);
    }

    /// <summary>
    /// 1.96 standard deviations over bootstrap samples, each with as many images of each class as there are. Quantiles would not do: a
    /// sample with repeats lies farther from the real images than any without, so that they all stand above the distance itself.
    /// </summary>
    private static double Margin(IReadOnlyList<float[]> generated, FeatureMoments real, int classes)
    {
        var random = new Random(1);
        var drawn = (int label) => generated[label + (classes * random.Next((generated.Count - label + classes - 1) / classes))];
        double[] resampled = [.. Enumerable.Range(0, Resamples)
            .Select(_ => Enumerable.Range(0, generated.Count).Select(index => drawn(index % classes)).ToList())
            .Select(sample => FrechetDistance.Of(FeatureMoments.Of(sample), real))];
        var mean = resampled.Average();
        return 1.96 * Math.Sqrt(resampled.Sum(distance => (distance - mean) * (distance - mean)) / (Resamples - 1));
    }
}
