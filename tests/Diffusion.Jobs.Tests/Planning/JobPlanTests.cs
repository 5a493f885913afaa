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
    public void Guidance_Scales_GiveEveryLabelEveryScale()
    {
        var plan = Scaled([1, 2, 5], labels: 6);

        Assert.Equal([1.0, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 5, 5, 5, 5, 5, 5, 1], Enumerable.Range(0, 19).Select(index => plan.Guidance(index).Scale!.Value));
        Assert.Equal(18, Enumerable.Range(0, 18).Select(index => (plan.Label(index), plan.Guidance(index).Scale)).Distinct().Count());
        Assert.All(Enumerable.Range(0, 19), index => Assert.Null(plan.Guidance(index).Scales));
    }

    [Fact]
    public void Guidance_StartImages_GetEveryScaleToo()
    {
        var plan = Scaled([1, 2], labels: 2);
        plan = plan with { Request = plan.Request with { StartImages = new BlobList("a.png", "b.png", "c.png", "d.png") } };

        Assert.Equal(8, Enumerable.Range(0, 8).Select(index => (index % 4, plan.Guidance(index).Scale)).Distinct().Count());
    }

    [Fact]
    public void Guidance_Interpolation_IsOneForEachPair()
    {
        var plan = Scaled([1, 2], labels: 1);
        plan = plan with { Request = plan.Request with { Interpolate = Plan.Request.Interpolate } };

        Assert.Equal([1.0, 1, 1, 2, 2, 2], Enumerable.Range(0, 6).Select(index => plan.Guidance(index).Scale!.Value));
    }

    [Fact]
    public void Blend_NoInterpolation_IsNone() => Assert.Null((Plan with { Request = Plan.Request with { Interpolate = null } }).Blend(1));

    private static JobPlan Scaled(double[] scales, int labels) => Plan with
    {
        Request = Plan.Request with { Interpolate = null, Guidance = new GuidanceRequest { Kind = GuidanceName.Classifier, Scales = new GuidanceScales(scales) } },
        Labels = [.. Enumerable.Range(0, labels)],
        LabelNames = [.. Enumerable.Range(0, labels).Select(label => $"class{label}")],
    };
}
