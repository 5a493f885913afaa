using Diffusion.Trainer.Evaluation.Attributes;

namespace Diffusion.Trainer.Tests.Evaluation.Attributes;

public sealed class AttributeFiguresTests
{
    [Fact]
    public void Wasserstein_ShiftedAndShuffled_IsTheShift()
    {
        double[] one = [3, 1, 2, 7];
        Assert.Equal(0.25, AttributeFigures.Wasserstein(one, [7.25, 2.25, 1.25, 3.25]), 12);
        Assert.Equal(0, AttributeFigures.Wasserstein(one, [7, 1, 3, 2]));
        Assert.Throws<ArgumentException>(() => AttributeFigures.Wasserstein(one, [1]));
    }

    [Fact]
    public void Of_OneAttributeTooNarrow_IsSeenThereAlone()
    {
        var random = new Random(1);
        float[][] Rows(float width) => [.. Enumerable.Range(0, 500).Select(_ => new[] { width * ((float)random.NextDouble() - 0.5f), (float)random.NextDouble() })];
        var figures = AttributeFigures.Of(["size", "hue"], Rows(0.5f), Rows(1), Rows(1));
        Assert.Equal(["size", "hue"], figures.Select(figure => figure.Name));
        Assert.InRange(figures[0].Deviation / figures[0].RealDeviation, 0.4, 0.6);
        Assert.True(figures[0].Distance > 3 * figures[0].RealDistance, $"{figures[0]}");
        Assert.True(figures[1].Distance < 3 * figures[1].RealDistance, $"{figures[1]}");
    }
}
