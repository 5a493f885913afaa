using Diffusion.Trainer.Export;

namespace Diffusion.Trainer.Tests.Export;

public sealed class EvaluationRowsTests
{
    [Theory]
    [InlineData(32, new[] { 1, 4, 16 })]
    [InlineData(64, new[] { 1, 4, 16 })]
    [InlineData(128, new[] { 1, 4, 8 })]
    [InlineData(256, new[] { 1, 4 })]
    public void For_LargerImages_AreFewer(int size, int[] expected) => Assert.Equal(expected, EvaluationRows.For(size));
}
