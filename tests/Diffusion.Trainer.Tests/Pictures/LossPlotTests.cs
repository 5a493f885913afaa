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

    /// <summary>Where the blue curve is in a column.</summary>
    private static int FirstRow(Picture picture, int column) =>
        Enumerable.Range(0, picture.Height).First(row => picture.At(column, row) is { Blue: 200, Red: 30 });
}
