using Diffusion.Trainer.Evaluation;

namespace Diffusion.Trainer.Tests.Evaluation;

public sealed class PrecisionRecallTests
{
    private static readonly float[][] Line = [.. Enumerable.Range(0, 100).Select(i => new[] { (float)i, 0 })];

    /// <summary>Half of the real line is generated: what is generated is real, but half of the real is missing.</summary>
    [Fact]
    public void Of_HalfOfTheModesGenerated_HasFullPrecisionAndHalfRecall()
    {
        var half = Line[..50].Select(point => new[] { point[0] + 0.25f, 0 }).ToArray();
        var measured = PrecisionRecall.Of(Line, half);
        Assert.Equal(1, measured.Precision);
        Assert.InRange(measured.Recall, 0.5, 0.55);
    }

    [Fact]
    public void Of_HalfElsewhere_HasHalfPrecisionAndFullRecall()
    {
        float[][] generated = [.. Line, .. Line.Select(point => new[] { point[0], 1000 })];
        var measured = PrecisionRecall.Of(Line, generated);
        Assert.Equal(0.5, measured.Precision);
        Assert.Equal(1, measured.Recall);
    }

    /// <summary>The k-th neighbour of a grid point is ⌈k/2⌉ away, which is how far the manifold reaches.</summary>
    [Theory]
    [InlineData(3, 2.0, 1)]
    [InlineData(3, 2.4, 0)]
    [InlineData(1, 1.0, 1)]
    [InlineData(1, 1.1, 0)]
    public void Of_KthNeighbour_IsTheRadius(int neighbours, double above, double precision) =>
        Assert.Equal(precision, PrecisionRecall.Of(Line, [[50, (float)above]], neighbours).Precision);
}
