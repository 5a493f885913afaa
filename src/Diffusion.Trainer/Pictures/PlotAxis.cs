namespace Diffusion.Trainer.Pictures;

/// <summary>One axis of a <see cref="LinePlot"/>.</summary>
/// <param name="Label">Its name.</param>
/// <param name="IsLogarithmic">Values must then be above 0.</param>
/// <param name="Lowest">Where it begins at the latest.</param>
/// <param name="Highest">Where it ends at the earliest.</param>
public sealed record PlotAxis(string Label, bool IsLogarithmic = false, double? Lowest = null, double? Highest = null)
{
    /// <summary>The share of the axis, 0 to 1 within the range, at which a value stands.</summary>
    internal double Place(double value, (double Low, double High) range) => (Scaled(value) - Scaled(range.Low)) / (Scaled(range.High) - Scaled(range.Low));

    /// <summary>What the axis spans for these values, with a little room.</summary>
    internal (double Low, double High) Range(IEnumerable<double> values)
    {
        List<double> all = [.. values, .. Given()];
        var (low, high) = (Scaled(all.Min()), Scaled(all.Max()));
        var room = high > low ? 0.03 * (high - low) : 0.5;
        return (Unscaled(low - (all.Min() == Lowest ? 0 : room)), Unscaled(high + room));
    }

    /// <summary>Round numbers within the range: about five, or 1, 2, 5 times powers of ten.</summary>
    internal IEnumerable<double> Ticks((double Low, double High) range) => IsLogarithmic ? Logarithmic(range) : Even(range);

    private static IEnumerable<double> Even((double Low, double High) range)
    {
        var rough = (range.High - range.Low) / 5;
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        var distance = power * (rough / power < 2 ? 1 : rough / power < 5 ? 2 : 5);
        for (var i = (long)Math.Ceiling(range.Low / distance); i * distance <= range.High; i++)
        {
            yield return i * distance;
        }
    }

    private static IEnumerable<double> Logarithmic((double Low, double High) range)
    {
        var powers = Math.Log10(range.High / range.Low);
        double[] digits = powers > 3 ? [1] : powers > 0.6 ? [1, 2, 5] : [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 7, 8];
        return from power in Enumerable.Range((int)Math.Floor(Math.Log10(range.Low)), (int)Math.Ceiling(powers) + 2)
               from digit in digits
               let tick = digit * Math.Pow(10, power)
               where tick >= range.Low && tick <= range.High
               select tick;
    }

    private IEnumerable<double> Given() => new[] { Lowest, Highest }.OfType<double>();

    private double Scaled(double value) => IsLogarithmic ? Math.Log10(value) : value;

    private double Unscaled(double value) => IsLogarithmic ? Math.Pow(10, value) : value;
}
