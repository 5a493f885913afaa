namespace Diffusion.Trainer.Datasets.Shapes;

/// <summary>What is random about a drawn shape as numbers that a network can tell from the picture.</summary>
public static class ShapeAttributes
{
    /// <summary>
    /// Colours in [0, 1]; centre and radius in half-widths of the picture; the turn as cosine and sine of k times its angle, since a shape that
    /// looks the same after 1/k of a turn has no other.
    /// </summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "shape red", "shape green", "shape blue",
        "background red", "background green", "background blue",
        "centre x", "centre y", "radius",
        "turn cosine", "turn sine",
    ];

    /// <summary>In the order of <see cref="Names"/>; NaN for the turn of what is round.</summary>
    public static float[] Of(ShapeClass shape, ShapeSample sample)
    {
        var (sine, cosine) = shape.Symmetry == ShapeClass.Round ? (double.NaN, double.NaN) : Math.SinCos(shape.Symmetry * sample.Turn);
        double[] values =
        [
            sample.Foreground.Red, sample.Foreground.Green, sample.Foreground.Blue,
            sample.Background.Red, sample.Background.Green, sample.Background.Blue,
            sample.CentreX, sample.CentreY, sample.Radius,
            cosine, sine,
        ];
        return Array.ConvertAll(values, value => (float)value);
    }
}
