using Diffusion.Trainer.Datasets.Shapes;

namespace Diffusion.Trainer.Tests.Datasets.Shapes;

public sealed class ShapeSampleTests
{
    [Fact]
    public void Draw_ManySamples_KeepTheLimits()
    {
        for (var index = 0; index < 2000; index++)
        {
            var sample = ShapeSample.Draw(seed: 3, classIndex: index % 10, index);
            Assert.True(sample.Foreground.DistanceTo(sample.Background) >= 0.9);
            Assert.InRange(sample.Radius, 0.42, 0.72);
            Assert.InRange(Math.Abs(sample.CentreX) + sample.Radius, 0, 1);
            Assert.InRange(Math.Abs(sample.CentreY) + sample.Radius, 0, 1);
            Assert.InRange(sample.Turn, 0, 2 * Math.PI);
        }
    }

    [Fact]
    public void Draw_SameArguments_GivesTheSame()
    {
        Assert.Equal(ShapeSample.Draw(1, 2, 3), ShapeSample.Draw(1, 2, 3));
        Assert.NotEqual(ShapeSample.Draw(1, 2, 3), ShapeSample.Draw(1, 2, 4));
        Assert.NotEqual(ShapeSample.Draw(1, 2, 3), ShapeSample.Draw(1, 3, 3));
        Assert.NotEqual(ShapeSample.Draw(1, 2, 3), ShapeSample.Draw(2, 2, 3));
    }
}
