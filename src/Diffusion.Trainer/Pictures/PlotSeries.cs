namespace Diffusion.Trainer.Pictures;

/// <summary>One curve of a <see cref="LinePlot"/>.</summary>
/// <param name="Name">Shown in the legend; empty: not shown.</param>
/// <param name="Points">In the order of x.</param>
/// <param name="Colour">Of the curve and its name.</param>
/// <param name="Thickness">In pixels.</param>
/// <param name="HasMarks">Each point is a small square as well.</param>
public sealed record PlotSeries(string Name, IReadOnlyList<(double X, double Y)> Points, Rgb Colour, int Thickness = 2, bool HasMarks = false)
{
    /// <summary>Colours that are told apart by colour-blind readers too (Okabe and Ito 2008).</summary>
    public static IReadOnlyList<Rgb> Colours { get; } =
        [new(0, 114, 178), new(213, 94, 0), new(0, 158, 115), new(204, 121, 167), new(230, 159, 0), new(86, 180, 233)];
}
