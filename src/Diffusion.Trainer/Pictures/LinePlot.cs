namespace Diffusion.Trainer.Pictures;

/// <summary>Curves over two axes, with a legend to their right.</summary>
public static class LinePlot
{
    public const int Width = 800;
    public const int Height = 480;
    private const int Left = 80;
    private const int Top = 30;
    private const int Margin = 20;
    private const int Bottom = 50;
    private const int Mark = 4;
    private static readonly Rgb Paper = new(255, 255, 255);
    private static readonly Rgb Ink = new(60, 60, 60);
    private static readonly Rgb Grid = new(225, 225, 225);

    /// <param name="title">Shown above.</param>
    /// <param name="xAxis">From left to right.</param>
    /// <param name="yAxis">From the bottom up.</param>
    /// <param name="series">Later ones lie over earlier ones. Without any point the axes are empty.</param>
    public static Picture Draw(string title, PlotAxis xAxis, PlotAxis yAxis, IReadOnlyList<PlotSeries> series)
    {
        var picture = new Picture(Width, Height);
        picture.Fill(0, 0, Width, Height, Paper);
        picture.Text(title, Math.Max(Left, 24 + Picture.WidthOf(yAxis.Label)), 10, Ink);
        picture.Text(yAxis.Label, 8, 10, Ink);
        var right = Width - Margin - LegendWidth(series);
        picture.Text(xAxis.Label, right - Picture.WidthOf(xAxis.Label), Height - 14, Ink);
        List<(double X, double Y)> all = [.. series.SelectMany(one => one.Points)];
        if (all.Count == 0)
        {
            return picture;
        }

        var (xRange, yRange) = (xAxis.Range(all.Select(point => point.X)), yAxis.Range(all.Select(point => point.Y)));
        var x = (double value) => Left + (xAxis.Place(value, xRange) * (right - Left));
        var y = (double value) => Height - Bottom - (yAxis.Place(value, yRange) * (Height - Top - Bottom));
        foreach (var tick in yAxis.Ticks(yRange))
        {
            picture.Line(Left, y(tick), right, y(tick), Grid);
            picture.Text(tick.ToString("G3"), 8, (int)y(tick) - 5, Ink);
        }

        foreach (var tick in xAxis.Ticks(xRange))
        {
            var text = tick.ToString("G7");
            picture.Line(x(tick), Top, x(tick), Height - Bottom, Grid);
            picture.Text(text, Math.Min((int)x(tick) - (Picture.WidthOf(text) / 2), Width - Picture.WidthOf(text)), Height - Bottom + 10, Ink);
        }

        foreach (var one in series)
        {
            Curve(picture, one, x, y);
        }

        Legend(picture, series, right);
        picture.Line(Left, Top, Left, Height - Bottom, Ink);
        picture.Line(Left, Height - Bottom, right, Height - Bottom, Ink);
        return picture;
    }

    private static void Curve(Picture picture, PlotSeries series, Func<double, double> x, Func<double, double> y)
    {
        for (var i = 0; i < series.Points.Count; i++)
        {
            var (toX, toY) = (x(series.Points[i].X), y(series.Points[i].Y));
            if (i > 0)
            {
                picture.Line(x(series.Points[i - 1].X), y(series.Points[i - 1].Y), toX, toY, series.Colour, series.Thickness);
            }

            if (series.HasMarks)
            {
                picture.Fill((int)toX - Mark, (int)toY - Mark, 2 * Mark, 2 * Mark, series.Colour);
            }
        }
    }

    private static int LegendWidth(IReadOnlyList<PlotSeries> series) => Named(series).Select(one => Picture.WidthOf(one.Name)).DefaultIfEmpty(0).Max();

    private static void Legend(Picture picture, IReadOnlyList<PlotSeries> series, int right)
    {
        var top = Top;
        foreach (var one in Named(series))
        {
            picture.Text(one.Name, right + (Margin / 2), top, one.Colour);
            top += Picture.TextScale * (BitmapFont.Height + 2);
        }
    }

    private static IEnumerable<PlotSeries> Named(IReadOnlyList<PlotSeries> series) => series.Where(one => one.Name.Length > 0);
}
