using Diffusion.Trainer.Datasets.Shapes;

namespace Diffusion.Trainer.Tests.Datasets.Shapes;

public sealed class ShapeAttributesTests
{
    /// <summary>What cannot be seen must not be asked for: a turn that leaves the picture as it is leaves the numbers as they are, and half of such a turn does not.</summary>
    [Fact]
    public void Of_TurnBySymmetry_IsTheSamePictureAndTheSameNumbers()
    {
        foreach (var (shape, label) in ShapeClass.All.Select((shape, label) => (shape, label)))
        {
            var sample = ShapeSample.Draw(5, label, 0);
            var step = shape.Symmetry == ShapeClass.Round ? 0.7 : 2 * Math.PI / shape.Symmetry;
            var turned = sample with { Turn = sample.Turn + step };
            Assert.True(Differing(shape, sample, turned) <= 12, $"{shape.Name}: {Differing(shape, sample, turned)} pixels differ");
            Assert.All(ShapeAttributes.Of(shape, sample).Zip(ShapeAttributes.Of(shape, turned)), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));

            var half = sample with { Turn = sample.Turn + (step / 2) };
            Assert.Equal(shape.Symmetry != ShapeClass.Round, Differing(shape, sample, half) > 40);
        }
    }

    /// <summary>Pixels that differ by more than the outline's sub-pixels do.</summary>
    private static int Differing(ShapeClass shape, ShapeSample one, ShapeSample other) => ShapeDrawing.Draw(shape, one, 32).Pixels
        .Zip(ShapeDrawing.Draw(shape, other, 32).Pixels)
        .Count(pair => Math.Abs(pair.First - pair.Second) > 16);
}
