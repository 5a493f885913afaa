using Diffusion.Trainer.Reports;

namespace Diffusion.Trainer.Pictures;

/// <summary>The loss over the steps, on a logarithmic axis: each line of metrics in grey, a moving average in blue.</summary>
public static class LossPlot
{
    private const double Least = 1e-6;
    private static readonly Rgb Raw = new(180, 180, 180);
    private static readonly Rgb Smooth = new(30, 90, 200);

    /// <param name="metrics">In the order of their steps; losses above 0.</param>
    /// <param name="title">Shown above.</param>
    public static Picture Draw(IReadOnlyList<StepMetrics> metrics, string title)
    {
        var losses = metrics.Select(line => ((double)line.Step, Math.Max(Least, line.Loss))).ToList();
        return Draw(title, [new PlotSeries("", losses, Raw, Thickness: 1), new PlotSeries("", Smoothed(losses), Smooth)]);
    }

    /// <summary>The moving average of each quarter of the noise levels.</summary>
    /// <param name="metrics">In the order of their steps.</param>
    /// <param name="title">Shown above.</param>
    public static Picture DrawQuartiles(IReadOnlyList<StepMetrics> metrics, string title) => Draw(
        title,
        [
            .. Enumerable.Range(0, LossQuartiles.Count).Select(quartile => new PlotSeries(
                $"q{quartile}",
                Smoothed([.. from line in metrics
                             let loss = line.LossQuartiles?[quartile]
                             where loss is not null
                             select ((double)line.Step, Math.Max(Least, loss.Value))]),
                PlotSeries.Colours[quartile])),
        ]);

    private static Picture Draw(string title, IReadOnlyList<PlotSeries> series) =>
        LinePlot.Draw(title, new PlotAxis("step", Lowest: 0), new PlotAxis("loss", IsLogarithmic: true), series);

    private static List<(double X, double Y)> Smoothed(List<(double X, double Y)> points) =>
        [.. points.Zip(MovingAverage.Of([.. points.Select(point => point.Y)]), (point, average) => (point.X, average))];
}
