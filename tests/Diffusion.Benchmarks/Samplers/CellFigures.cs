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
        return new CellFigures(agreement, distance, FrechetInterval.Margin(generated, [.. Enumerable.Range(0, generated.Count).Select(index => index % classes)], moments), manifolds.Precision, manifolds.Recall);
    }
}
