using System.Globalization;
using Diffusion.Trainer.Evaluation;

namespace Diffusion.Benchmarks.Samplers;

/// <summary>A cell's figures.</summary>
/// <param name="Agreement">Share of images in which the judge sees the wanted class, 0 to 1.</param>
/// <param name="Frechet">Distance to real images in the judge's features.</param>
/// <param name="FrechetLow">Lower end of the 95 % interval.</param>
/// <param name="FrechetHigh">Upper end.</param>
/// <param name="Precision">0 to 1.</param>
/// <param name="Recall">0 to 1.</param>
internal sealed record CellFigures(double Agreement, double Frechet, double FrechetLow, double FrechetHigh, double Precision, double Recall)
{
    private const int Resamples = 40;

    public string AgreementText => Agreement.ToString("P1", CultureInfo.InvariantCulture);

    public string FrechetText => string.Create(CultureInfo.InvariantCulture, $"{Frechet:F3} ({FrechetLow:F3}–{FrechetHigh:F3})");

    public string PrecisionText => Precision.ToString("F2", CultureInfo.InvariantCulture);

    public string RecallText => Recall.ToString("F2", CultureInfo.InvariantCulture);

    /// <param name="agreement">Of the generated images.</param>
    /// <param name="generated">Features, as many as <paramref name="real"/>.</param>
    /// <param name="real">Features of real images.</param>
    public static CellFigures Of(double agreement, IReadOnlyList<float[]> generated, IReadOnlyList<float[]> real)
    {
        var moments = FeatureMoments.Of(real);
        var distance = FrechetDistance.Of(FeatureMoments.Of(generated), moments);
        var (low, high) = Interval(generated, moments, distance);
        var manifolds = PrecisionRecall.Of(real, generated);
        return new CellFigures(agreement, distance, low, high, manifolds.Precision, manifolds.Recall);
    }

    /// <summary>The basic bootstrap: resampling adds as much bias once more, which is taken off again by mirroring.</summary>
    private static (double Low, double High) Interval(IReadOnlyList<float[]> generated, FeatureMoments real, double distance)
    {
        var random = new Random(1);
        double[] resampled = [.. Enumerable.Range(0, Resamples)
            .Select(_ => Enumerable.Range(0, generated.Count).Select(_ => generated[random.Next(generated.Count)]).ToList())
            .Select(sample => FrechetDistance.Of(FeatureMoments.Of(sample), real))
            .Order()];
        return (Math.Max(0, (2 * distance) - resampled[^(1 + (Resamples / 40))]), (2 * distance) - resampled[Resamples / 40]);
    }
}
