using Diffusion.Trainer.Reports;

namespace Diffusion.Trainer.Pictures;

/// <summary>The loss over the steps, on a logarithmic axis: each line of metrics in grey, a moving average in blue.</summary>
public static class LossPlot
{
    private static readonly Rgb Raw = new(180, 180, 180);
    private static readonly Rgb Smooth = new(30, 90, 200);

    /// <param name="metrics">In the order of their steps; losses above 0.</param>
    /// <param name="title">Shown above.</param>
    public static Picture Draw(IReadOnlyList<StepMetrics> metrics, string title)
    {
        var losses = metrics.Select(line => Math.Max(1e-6, line.Loss)).ToList();
        return LinePlot.Draw(
            title,
            new PlotAxis("step", Lowest: 0),
            new PlotAxis("loss", IsLogarithmic: true),
            [new PlotSeries("", Points(losses), Raw, Thickness: 1), new PlotSeries("", Points(MovingAverage(losses)), Smooth)]);

        List<(double X, double Y)> Points(List<double> values) => [.. metrics.Zip(values, (line, loss) => ((double)line.Step, loss))];
    }

    /// <summary>Exponential, over about a twentieth of the curve.</summary>
    private static List<double> MovingAverage(List<double> values)
    {
        var share = 1.0 / Math.Max(1, values.Count / 20);
        var average = values.Count == 0 ? 0 : values[0];
        return [.. values.Select(value => average += share * (value - average))];
    }
}
