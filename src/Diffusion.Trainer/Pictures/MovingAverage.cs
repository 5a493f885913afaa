namespace Diffusion.Trainer.Pictures;

/// <summary>Smooths a curve, so that its course shows through its noise.</summary>
public static class MovingAverage
{
    /// <summary>Exponential, over about a twentieth of the curve.</summary>
    public static IReadOnlyList<double> Of(IReadOnlyList<double> values)
    {
        var share = 1.0 / Math.Max(1, values.Count / 20);
        var average = values.Count == 0 ? 0 : values[0];
        return [.. values.Select(value => average += share * (value - average))];
    }
}
