namespace Diffusion.Sampling.Tests.Guidance;

public sealed class GuidanceFactorTests
{
    private static readonly DiffusionModelSettings Model =
        new(NoiseSchedule.Create("cosine", 1000), PredictionKind.V, VarianceKind.FixedSmall);

    private static readonly GuidanceFactor[] Schedule = [new(200, 0), new(600, 2), new(800, 0.5)];

    [Theory]
    [InlineData(0, 0)]
    [InlineData(300, 0.5)]
    [InlineData(600, 2)]
    [InlineData(700, 1.25)]
    [InlineData(999, 0.5)]
    public void Plan_ScheduleOfScales_IsLinearBetweenItsPoints(int timestep, double factor)
    {
        var classifierFree = Step(timestep, new GuidanceOptions { Kind = GuidanceKind.ClassifierFree, Scale = 3, Schedule = Schedule });
        Assert.Equal((float)(2 * factor), classifierFree.Coefficients[(int)StepColumn.NullDifference]);
        Assert.Equal(factor != 0, classifierFree.NeedsNullPass);

        var full = Step(timestep, new GuidanceOptions { Kind = GuidanceKind.Classifier, Scale = 3 });
        var classifier = Step(timestep, new GuidanceOptions { Kind = GuidanceKind.Classifier, Scale = 3, Schedule = Schedule });
        Assert.Equal(full.Coefficients[(int)StepColumn.MeanShift] * factor, classifier.Coefficients[(int)StepColumn.MeanShift], 1e-6);
    }

    [Theory]
    [InlineData(5, 5, 1)]
    [InlineData(5, 1000, 1)]
    [InlineData(-1, 5, 1)]
    [InlineData(0, 5, -1)]
    [InlineData(0, 5, double.NaN)]
    public void Plan_ScheduleThatIsNone_IsRefused(double first, double second, double factor) =>
        Assert.StartsWith(
            "guidance schedule[",
            Assert.Throws<SamplingException>(() => SamplingPlan.Create(Model, new SamplingOptions
            {
                Guidance = new GuidanceOptions { Kind = GuidanceKind.Classifier, Schedule = [new(first, 1), new(second, factor)] },
            })).Message);

    private static PlannedStep Step(int timestep, GuidanceOptions guidance) =>
        SamplingPlan.Create(Model, new SamplingOptions { Guidance = guidance }).Steps.Single(step => step.Timestep == timestep);
}
