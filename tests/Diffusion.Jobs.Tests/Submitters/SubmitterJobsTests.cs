using Diffusion.Contracts;
using Diffusion.Jobs.Tests.Harness;

namespace Diffusion.Jobs.Tests.Submitters;

[Collection(AzuriteTests.Name)]
public sealed class SubmitterJobsTests(AzuriteFixture azurite)
{
    private static readonly JobRequest Request = new() { Model = FakeModels.Tiny, Count = 1, Submitter = "ann@example.org" };

    [Fact]
    public async Task PlanAsync_TooManyLiveJobs_IsRejectedWithTheLimit()
    {
        await using var harness = await JobsHarness.CreateAsync(azurite, ("Diffusion:Limits:MaxJobsPerSubmitter", "2"));
        await harness.PlanAsync(Request with { Id = "a" });
        await harness.PlanAsync(Request with { Id = "b" });
        await harness.PlanAsync(Request with { Id = "c" }, "third");
        await harness.PlanAsync(Request with { Id = "d", Submitter = "bob" });
        await harness.PlanAsync(Request with { Id = "e", Submitter = null });

        var problem = Assert.Single((await harness.RejectionAsync("third")).Problems);
        Assert.Equal("submitter", problem.Field);
        Assert.Contains("at most 2 jobs at once", problem.Limit, StringComparison.Ordinal);
        Assert.Contains("MaxJobsPerSubmitter", problem.Limit, StringComparison.Ordinal);
        Assert.Equal(JobState.Rejected, (await harness.StatusAsync("c")).State);

        // A job that comes twice is one, and one that has ended is none.
        await harness.PlanAsync(Request with { Id = "b" });
        await harness.DrainAsync();
        await harness.PlanAsync(Request with { Id = "c" }, "again");
        Assert.Equal(JobState.Queued, (await harness.StatusAsync("c")).State);
    }

    [Fact]
    public async Task PlanAsync_EndedJobsOfDeadHosts_DoNotCount()
    {
        await using var harness = await JobsHarness.CreateAsync(azurite, ("Diffusion:Limits:MaxJobsPerSubmitter", "1"));
        await harness.RunAsync(Request with { Id = "a" });
        await harness.WriteAsync(BlobNames.Submitter(Request.Submitter!, "a"), "");

        await harness.PlanAsync(Request with { Id = "b" });

        Assert.Single(await harness.TakeAsync(QueueNames.Batches));
    }
}
