using MathNet.Numerics.Statistics;

namespace Diffusion.Trainer.Evaluation.Attributes;

/// <summary>How an attribute is spread over pictures, beside how it is spread over real ones.</summary>
/// <param name="Name">The attribute.</param>
/// <param name="Mean">Over the pictures.</param>
/// <param name="Deviation">Their standard deviation.</param>
/// <param name="RealMean">Over real pictures.</param>
/// <param name="RealDeviation">Their standard deviation.</param>
/// <param name="Distance">
/// 1-Wasserstein distance of both, in standard deviations of the real ones (as it is where these are all alike): how far the numbers of the pictures must be moved on average to be spread as the real
/// ones' are.
/// </param>
/// <param name="RealDistance">The same of as many other real pictures: what a perfect model would have.</param>
public sealed record AttributeFigures(string Name, double Mean, double Deviation, double RealMean, double RealDeviation, double Distance, double RealDistance)
{
    /// <param name="names">[A].</param>
    /// <param name="pictures">What a network tells of pictures [N][A].</param>
    /// <param name="real">Of as many real ones.</param>
    /// <param name="others">Of as many other real ones.</param>
    public static IReadOnlyList<AttributeFigures> Of(IReadOnlyList<string> names, IReadOnlyList<float[]> pictures, IReadOnlyList<float[]> real, IReadOnlyList<float[]> others) =>
        [.. names.Select((name, place) => Of(name, Column(pictures, place), Column(real, place), Column(others, place)))];

    /// <summary>The mean distance of two samples of one number, the smallest of one to the smallest of the other, and so on.</summary>
    public static double Wasserstein(IReadOnlyList<double> one, IReadOnlyList<double> other) =>
        one.Count == other.Count
            ? one.Order().Zip(other.Order(), (a, b) => Math.Abs(a - b)).Average()
            : throw new ArgumentException($"{one.Count} and {other.Count} numbers are compared. Give as many of each.", nameof(other));

    private static AttributeFigures Of(string name, double[] pictures, double[] real, double[] others)
    {
        var deviation = real.PopulationStandardDeviation();
        var unit = deviation > 0 ? deviation : 1;
        return new AttributeFigures(
            name,
            pictures.Mean(),
            pictures.PopulationStandardDeviation(),
            real.Mean(),
            deviation,
            Wasserstein(pictures, real) / unit,
            Wasserstein(others, real) / unit);
    }

    private static double[] Column(IReadOnlyList<float[]> rows, int place) => [.. rows.Select(row => (double)row[place])];
}
