using Diffusion.Trainer.Randomness;

namespace Diffusion.Trainer.Datasets.Shapes;

/// <summary>A colour in [0, 1]³.</summary>
public readonly record struct Colour(double Red, double Green, double Blue)
{
    /// <summary>Euclidean distance, at most √3.</summary>
    public double DistanceTo(Colour other)
    {
        var (red, green, blue) = (Red - other.Red, Green - other.Green, Blue - other.Blue);
        return Math.Sqrt((red * red) + (green * green) + (blue * blue));
    }
}

/// <summary>Everything that is random about one picture.</summary>
/// <param name="Foreground">The shape's colour.</param>
/// <param name="Background">At least <see cref="LeastColourDistance"/> away from it.</param>
/// <param name="Radius">Of the circle around the shape, in half-widths of the picture.</param>
/// <param name="CentreX">In half-widths from the middle, so that the whole circle lies in the frame.</param>
/// <param name="CentreY">Likewise, upwards.</param>
/// <param name="Turn">Radians.</param>
public readonly record struct ShapeSample(
    Colour Foreground, Colour Background, double Radius, double CentreX, double CentreY, double Turn)
{
    public const double LeastColourDistance = 0.9;
    public const double LeastRadius = 0.42;
    public const double LargestRadius = 0.72;

    /// <summary>The picture <paramref name="index"/> of a class: a pure function of (seed, class, index).</summary>
    public static ShapeSample Draw(ulong seed, int classIndex, int index)
    {
        var random = new CounterRandom(seed, RandomPurpose.Shape, (uint)classIndex, (uint)index);
        Colour foreground;
        Colour background;
        do
        {
            foreground = new Colour(random.NextUnit(), random.NextUnit(), random.NextUnit());
            background = new Colour(random.NextUnit(), random.NextUnit(), random.NextUnit());
        }
        while (foreground.DistanceTo(background) < LeastColourDistance);

        var radius = random.NextBetween(LeastRadius, LargestRadius);
        return new ShapeSample(
            foreground,
            background,
            radius,
            random.NextBetween(radius - 1, 1 - radius),
            random.NextBetween(radius - 1, 1 - radius),
            random.NextBetween(0, 2 * Math.PI));
    }
}
