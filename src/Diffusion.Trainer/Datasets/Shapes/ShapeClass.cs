namespace Diffusion.Trainer.Datasets.Shapes;

/// <summary>
/// One of the shapes: an area inside the unit circle, in coordinates with y upwards. No class is a turned copy of another,
/// so that a shape keeps its label however it is turned.
/// </summary>
/// <param name="Name">The label, and the folder's name.</param>
/// <param name="Symmetry">How many turns within a whole one leave the shape as it is; <see cref="Round"/>: every one.</param>
/// <param name="Contains">Whether a point belongs to the shape.</param>
public sealed record ShapeClass(string Name, int Symmetry, Func<double, double, bool> Contains)
{
    /// <summary>The <see cref="Symmetry"/> of a disc.</summary>
    public const int Round = 0;

    /// <summary>The ten shapes in the order of their labels (alphabetical, as the folders are read).</summary>
    public static IReadOnlyList<ShapeClass> All { get; } =
    [
        new("arrow", 1, Polygon((0, 1), (0.78, 0.12), (0.3, 0.12), (0.3, -0.95), (-0.3, -0.95), (-0.3, 0.12), (-0.78, 0.12))),
        new("crescent", 1, (x, y) => InCircle(x, y, 0, 0, 0.95) && !InCircle(x, y, 0.48, 0, 0.72)),
        new("cross", 4, (x, y) => Math.Max(Math.Abs(x), Math.Abs(y)) <= 0.92 && Math.Min(Math.Abs(x), Math.Abs(y)) <= 0.28),
        new("disc", Round, (x, y) => InCircle(x, y, 0, 0, 0.86)),
        new("heart", 1, Heart()),
        new("hourglass", 2, (x, y) => Math.Abs(y) <= 0.82 && Math.Abs(x) <= 0.06 + (0.62 * Math.Abs(y))),
        new("ring", Round, (x, y) => InCircle(x, y, 0, 0, 0.92) && !InCircle(x, y, 0, 0, 0.52)),
        new("square", 4, (x, y) => Math.Max(Math.Abs(x), Math.Abs(y)) <= 0.7),
        new("star", 5, Polygon([.. StarCorners(5, 0.4)])),
        new("triangle", 3, Polygon([.. StarCorners(3, 0.5)])),
    ];

    private static bool InCircle(double x, double y, double centreX, double centreY, double radius) =>
        ((x - centreX) * (x - centreX)) + ((y - centreY) * (y - centreY)) <= radius * radius;

    /// <summary>Two discs, and what lies between them and the tip: the outline's straight parts touch the discs.</summary>
    private static Func<double, double, bool> Heart()
    {
        var body = Polygon((0, -0.95), (0.7913, 0.0157), (0.42, 0.32), (0, 0.5), (-0.42, 0.32), (-0.7913, 0.0157));
        return (x, y) => InCircle(Math.Abs(x), y, 0.42, 0.32, 0.48) || body(x, y);
    }

    /// <summary>Corners on the unit circle and on the circle of <paramref name="innerRadius"/> by turns, one at the top.</summary>
    private static IEnumerable<(double X, double Y)> StarCorners(int points, double innerRadius)
    {
        for (var corner = 0; corner < 2 * points; corner++)
        {
            var radius = corner % 2 == 0 ? 1 : innerRadius;
            var (sine, cosine) = Math.SinCos(Math.PI * corner / points);
            yield return (radius * sine, radius * cosine);
        }
    }

    private static Func<double, double, bool> Polygon(params (double X, double Y)[] corners) => (x, y) =>
    {
        // A ray to the right crosses the outline an odd number of times.
        var inside = false;
        var (previousX, previousY) = corners[^1];
        foreach (var (cornerX, cornerY) in corners)
        {
            if (cornerY > y != previousY > y &&
                x < cornerX + ((previousX - cornerX) * (y - cornerY) / (previousY - cornerY)))
            {
                inside = !inside;
            }

            (previousX, previousY) = (cornerX, cornerY);
        }

        return inside;
    };
}
