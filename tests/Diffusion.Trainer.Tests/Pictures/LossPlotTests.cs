using Diffusion.Trainer.Pictures;
using Diffusion.Trainer.Reports;

namespace Diffusion.Trainer.Tests.Pictures;

public sealed class LossPlotTests
{
    [Fact]
    public void Draw_FallingLoss_CurveFallsToTheRight()
    {
        var metrics = Enumerable.Range(1, 100).Select(i => new StepMetrics(10 * i, 1000, 1.0 / i, 1, 1e-3, 50, i)).ToList();
        var picture = LossPlot.Draw(metrics, "unet shapes32");
        Assert.True(FirstRow(picture, 100) < FirstRow(picture, 400));
        Assert.True(FirstRow(picture, 400) < FirstRow(picture, 760));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Draw_FewLines_Works(int count)
    {
        var metrics = Enumerable.Range(1, count).Select(i => new StepMetrics(i, 2, 0.5, 1, 1e-3, 50, i)).ToList();
        Assert.Equal(800, LossPlot.Draw(metrics, "few").Width);
    }

    [Fact]
    public void Draw_LabelOfTheAxis_EndsWithTheAxis()
    {
        var series = new PlotSeries("", [(1, 1), (2, 2)], new Rgb(0, 0, 255));
        var picture = LinePlot.Draw("plot", new PlotAxis("evaluations of a network"), new PlotAxis("y"), [series]);
        var written = Enumerable.Range(0, picture.Width)
            .Where(column => Enumerable.Range(picture.Height - 16, 16).Any(row => picture.At(column, row).Red < 100))
            .ToList();
        Assert.InRange(written.Max(), 770, 780);
        Assert.InRange(written.Max() - written.Min(), 24 * 8 - 10, 24 * 8);
    }

    [Fact]
    public void Draw_NamedCurve_LegendLiesBesideIt()
    {
        var series = new PlotSeries("curve", [(1, 2), (2, 2)], new Rgb(0, 0, 255));
        var picture = LinePlot.Draw("plot", new PlotAxis("x"), new PlotAxis("y", Highest: 2), [series]);
        var blue = Enumerable.Range(0, picture.Width).Where(column => Enumerable.Range(0, picture.Height).Any(row => picture.At(column, row) == series.Colour)).ToList();
        var gap = blue.Zip(blue.Skip(1)).Where(pair => pair.Second - pair.First >= 6).ToList();
        Assert.InRange(Assert.Single(gap).First, picture.Width - 120, picture.Width - 60);
    }

    /// <summary>Where the blue curve is in a column.</summary>
    private static int FirstRow(Picture picture, int column) =>
        Enumerable.Range(0, picture.Height).First(row => picture.At(column, row) is { Blue: 200, Red: 30 });
}
