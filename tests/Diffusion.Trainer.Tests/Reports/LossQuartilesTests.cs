using Diffusion.Trainer.Reports;

namespace Diffusion.Trainer.Tests.Reports;

public sealed class LossQuartilesTests
{
    [Fact]
    public void Take_TimestepsAtTheEdges_AreInTheirQuarter()
    {
        var quartiles = new LossQuartiles(1000);
        quartiles.Add([0, 249, 250, 499, 750, 999], [1, 3, 5, 9, 11, 13], [1, 1, 1, 1, 1, 1]);
        Assert.Equal([2, 7, null, 12], quartiles.Take());
    }

    /// <summary>Drawn three times as often and weighted by a third, a timestep counts as often as any other.</summary>
    [Fact]
    public void Take_WeightedExamples_GivesTheMeanOverUniformTimesteps()
    {
        var quartiles = new LossQuartiles(8);
        quartiles.Add([0, 0, 0, 1], [2, 2, 2, 6], [1 / 3f, 1 / 3f, 1 / 3f, 1]);
        Assert.Equal(4, quartiles.Take()[0]!.Value, 1e-6);
    }

    [Fact]
    public void Take_Again_BeginsAnew()
    {
        var quartiles = new LossQuartiles(8);
        quartiles.Add([0], [2], [1]);
        quartiles.Take();
        quartiles.Add([0, 7], [4, 1], [1, 1]);
        Assert.Equal([4, null, null, 1], quartiles.Take());
    }
}
