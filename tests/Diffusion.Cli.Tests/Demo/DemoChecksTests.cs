using Diffusion.Contracts;

namespace Diffusion.Cli.Tests.Demo;

public sealed class DemoChecksTests
{
    private static readonly IReadOnlyList<DemoJob> Jobs = DemoJobs.Create(new DemoSettings(), timesteps: 1000);

    [Fact]
    public void Failures_GoodResults_AreNone() => Assert.Empty(DemoChecks.Failures(Results([0.1, 0.5, 0.8, 0.95])));

    [Fact]
    public void Failures_GradientFlipped_FailAtTheTop()
    {
        // With the sign flipped the gradient pushes away from the label: from chance to never.
        var failures = DemoChecks.Failures(Results([0.1, 0.05, 0.0, 0.0]));

        Assert.Contains(failures, failure => failure.StartsWith("gradient-alone-4: class agreement is 0", StringComparison.Ordinal));
    }

    [Fact]
    public void Failures_AgreementFallsBetweenScales_NamesTheStep() =>
        Assert.Contains("falls from 90", Assert.Single(DemoChecks.Failures(Results([0.1, 0.9, 0.7, 0.95]))), StringComparison.Ordinal);

    [Fact]
    public void Failures_LabelLeaksAtScaleZero_SaysSo() =>
        Assert.Contains(DemoChecks.Failures(Results([0.6, 0.7, 0.8, 0.9])), failure => failure.Contains("chance", StringComparison.Ordinal));

    [Fact]
    public void Failures_AboveAQuarterAtScaleZero_IsNoChance() =>
        Assert.Contains("chance", Assert.Single(DemoChecks.Failures(Results([0.26, 0.5, 0.8, 0.95]))), StringComparison.Ordinal);

    [Fact]
    public void Failures_JobsNotRun_AreNamed()
    {
        var results = Results([0.1, 0.5, 0.8, 0.95]);

        Assert.Equal(4, DemoChecks.Failures([.. results.Where(result => result.Job.GradientScale is null)]).Count);
        Assert.Contains(DemoChecks.Failures([.. results.Where(result => result.Job.GradientScale is not null)]), failure => failure.Contains("guided", StringComparison.Ordinal));
    }

    [Fact]
    public void Failures_GuidedJobBelowItsTarget_NamesIt()
    {
        var results = Results([0.1, 0.5, 0.8, 0.95]).ToList();
        results[2] = results[2] with { Agreement = 0.79 };

        Assert.StartsWith("classifier-free-ddim-25", Assert.Single(DemoChecks.Failures(results)), StringComparison.Ordinal);
    }

    [Fact]
    public void Failures_NotANumber_Fails() =>
        Assert.NotEmpty(DemoChecks.Failures(Results([0.1, 0.5, 0.8, double.NaN])));

    [Fact]
    public void Failures_JobWithProblems_ListsThem()
    {
        var results = Results([0.1, 0.5, 0.8, 0.95]).ToList();
        results[0] = results[0] with { Problems = ["the manifest has 3 lines", "_SUCCESS is missing."] };

        Assert.Equal(2, DemoChecks.Failures(results).Count);
    }

    [Fact]
    public void Create_Jobs_CoverEverySamplerAndGuidance()
    {
        Assert.Equal(8, Jobs.Count);
        Assert.Equal(8, Jobs.Select(job => job.Request.Id).Distinct().Count());
        Assert.All(Jobs, job => Assert.True(JobId.IsValid(job.Request.Id), job.Request.Id));
        Assert.Contains(Jobs, job => job.Request is { Sampler: SamplerName.Ddpm, Guidance.Kind: GuidanceName.Classifier });
        Assert.Contains(Jobs, job => job.Request is { Guidance.Kind: GuidanceName.ClassifierFree });
        Assert.Contains(Jobs, job => job.Request is { StartTimestep: 900, Start: StartName.Noise });
        Assert.Equal([0, 1, 2, 4], Jobs.Where(job => job.Request.NetworkSees == NetworkSeesName.NullClass).Select(job => job.Request.Guidance.Scale));
    }

    [Fact]
    public void Create_SameSettings_SameIds() =>
        Assert.Equal(Jobs.Select(job => job.Request.Id), DemoJobs.Create(new DemoSettings(), 1000).Select(job => job.Request.Id));

    private static IEnumerable<DemoResult> ResultsOf(double[] gradientAlone)
    {
        var scale = 0;
        foreach (var job in Jobs)
        {
            yield return new DemoResult(job, job.Request.Count, 10, job.GradientScale is null ? 0.95 : gradientAlone[scale++], []);
        }
    }

    private static IReadOnlyList<DemoResult> Results(double[] gradientAlone) => [.. ResultsOf(gradientAlone)];
}
