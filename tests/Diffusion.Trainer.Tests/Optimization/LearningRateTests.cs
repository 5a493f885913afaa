using Diffusion.Trainer.Optimization;

namespace Diffusion.Trainer.Tests.Optimization;

public sealed class LearningRateTests
{
    private static readonly LearningRate Rate = new(RateKind.Cosine, Peak: 1e-3, WarmupSteps: 10, FinalShare: 0.05);

    [Theory]
    [InlineData(0, 1e-4)]
    [InlineData(4, 5e-4)]
    [InlineData(9, 1e-3)]
    [InlineData(10, 1e-3)]
    [InlineData(109, 5e-5)]
    public void At_Landmarks_AreAsPlanned(int step, double expected) => Assert.Equal(expected, Rate.At(step, 110), tolerance: 1e-12);

    [Fact]
    public void At_HalfWay_IsTheMeanOfBothEnds() => Assert.Equal(0.5 * (1e-3 + 5e-5), Rate.At(60, 111), tolerance: 1e-12);

    [Theory]
    [InlineData(9, 1e-3)]
    [InlineData(10, 1e-3)]
    [InlineData(60, 0.5 * (1e-3 + 5e-5))]
    [InlineData(109, 5.95e-5)]
    public void At_Linear_FallsInAStraightLine(int step, double expected) =>
        Assert.Equal(expected, (Rate with { Kind = RateKind.Linear }).At(step, 110), tolerance: 1e-12);

    [Theory]
    [InlineData(4, 5e-4)]
    [InlineData(10, 1e-3)]
    [InlineData(109, 1e-3)]
    public void At_Constant_StaysAtThePeak(int step, double expected) =>
        Assert.Equal(expected, (Rate with { Kind = RateKind.Constant }).At(step, 110), tolerance: 1e-12);

    [Fact]
    public void At_AfterWarmup_NeverRises() =>
        Assert.All(Enumerable.Range(10, 99), step => Assert.True(Rate.At(step + 1, 110) <= Rate.At(step, 110)));
}
