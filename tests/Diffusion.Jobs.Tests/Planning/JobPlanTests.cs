using Diffusion.Contracts;

namespace Diffusion.Jobs.Tests.Planning;

public sealed class JobPlanTests
{
    private static readonly JobPlan Plan = new()
    {
        Request = new JobRequest { Id = "a", Model = "m", Count = 6, Interpolate = new Interpolation([(7, 8), (9, 10)], 3) },
        JobHash = "",
        ModelVersion = "",
        ModelHash = "",
        Rows = [1],
        Labels = [4, 5],
        LabelNames = ["cat", "dog"],
        BatchSize = 4,
        Window = 1,
    };

    [Fact]
    public void Blend_Interpolation_GoesFromEndToEndOfEachPair() => Assert.Equal(
        [new(7, 8, 0), new(7, 8, 0.5), new(7, 8, 1), new(9, 10, 0), new(9, 10, 0.5), new SeedBlend(9, 10, 1)],
        Enumerable.Range(0, 6).Select(index => Plan.Blend(index)!));

    [Fact]
    public void Label_Interpolation_IsOneForEachPair()
    {
        Assert.Equal([4, 4, 4, 5, 5, 5], Enumerable.Range(0, 6).Select(Plan.Label));
        Assert.Equal(["cat", "cat", "cat", "dog", "dog", "dog"], Enumerable.Range(0, 6).Select(Plan.LabelName));
    }

    [Fact]
    public void Blend_NoInterpolation_IsNone() => Assert.Null((Plan with { Request = Plan.Request with { Interpolate = null } }).Blend(1));
}
