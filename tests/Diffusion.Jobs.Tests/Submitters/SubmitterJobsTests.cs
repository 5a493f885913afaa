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

    /// <summary>Two jobs are planned at once, and each sees room for one.</summary>
    [Fact]
    public async Task PlanAsync_AnotherJobComesMeanwhile_TheLimitHolds()
    {
        var calls = new StorageCalls();
        await using var harness = await JobsHarness.CreateAsync(azurite, [calls], ("Diffusion:Limits:MaxJobsPerSubmitter", "1"));
        var isOther = 0;
        calls.Failure = request =>
        {
            if (request.Method.Method == "PUT" && request.Uri.Path.Contains("/submitters/", StringComparison.Ordinal) && Interlocked.Exchange(ref isOther, 1) == 0)
            {
                harness.PlanAsync(Request with { Id = "b" }, "b").GetAwaiter().GetResult();
            }

            return null;
        };

        await harness.PlanAsync(Request with { Id = "a" }, "a");

        Assert.Equal("submitter", Assert.Single((await harness.RejectionAsync("a")).Problems).Field);
        Assert.Equal((JobState.Rejected, JobState.Queued), ((await harness.StatusAsync("a")).State, (await harness.StatusAsync("b")).State));
        Assert.Single((await harness.BlobsAsync()).Keys, name => name.StartsWith("submitters/", StringComparison.Ordinal));
    }

    /// <summary>The end of another job that had the id is none of the job that has it now.</summary>
    [Fact]
    public async Task PlanAsync_AnotherJobsRecords_DoNotEndALiveJob()
    {
        await using var harness = await JobsHarness.CreateAsync(azurite, ("Diffusion:Limits:MaxJobsPerSubmitter", "1"));
        await harness.PlanAsync(Request with { Id = "a" });
        await harness.WriteAsync(BlobNames.GivenUp("a"), "{}");

        await harness.PlanAsync(Request with { Id = "b" }, "b");

        Assert.Equal("submitter", Assert.Single((await harness.RejectionAsync("b")).Problems).Field);
    }
}
