using Diffusion.Trainer.Datasets.Shapes;

namespace Diffusion.Trainer.Tests.Datasets.Shapes;

public sealed class ShapeClassTests
{
    private const int Grid = 60;

    [Fact]
    public void All_Names_AreInTheOrderOfTheirFolders() =>
        Assert.Equal(ShapeClass.All.Select(shape => shape.Name).Order(StringComparer.Ordinal), ShapeClass.All.Select(shape => shape.Name));

    [Fact]
    public void Contains_OtherClassAtAnyTurn_CoversAnotherArea()
    {
        var upright = ShapeClass.All.Select(shape => Raster(shape, 0)).ToList();
        for (var one = 0; one < ShapeClass.All.Count; one++)
        {
            for (var turn = 0; turn < 24; turn++)
            {
                var turned = Raster(ShapeClass.All[one], turn * Math.PI / 12);
                for (var other = 0; other < one; other++)
                {
                    var overlap = Overlap(turned, upright[other]);
                    Assert.True(overlap < 0.85, $"{ShapeClass.All[one].Name} turned by {turn}/24 overlaps {ShapeClass.All[other].Name} by {overlap:F2}");
                }
            }
        }
    }

    /// <summary>Intersection over union.</summary>
    private static double Overlap(bool[] one, bool[] other) =>
        (double)one.Zip(other).Count(pair => pair.First && pair.Second) / one.Zip(other).Count(pair => pair.First || pair.Second);

    private static bool[] Raster(ShapeClass shape, double turn)
    {
        var (sine, cosine) = Math.SinCos(turn);
        return [.. Enumerable.Range(0, Grid * Grid).Select(i =>
        {
            var (x, y) = (((i % Grid) + 0.5) / Grid * 2 - 1, ((i / Grid) + 0.5) / Grid * 2 - 1);
            return (x * x) + (y * y) <= 1 && shape.Contains((cosine * x) + (sine * y), (cosine * y) - (sine * x));
        })];
    }
}
