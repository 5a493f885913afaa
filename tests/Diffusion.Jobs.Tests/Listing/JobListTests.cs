using Diffusion.Contracts;
using Diffusion.Jobs.Tests.Harness;

namespace Diffusion.Jobs.Tests.Listing;

[Collection(AzuriteTests.Name)]
public sealed class JobListTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task ListAsync_Jobs_AreThereWithTheirState()
    {
        var calls = new StorageCalls();
        await using var harness = await JobsHarness.CreateAsync(azurite, [calls], ("Diffusion:Batches:StatusSeconds", "600"));
        var request = new JobRequest { Id = "done", Model = FakeModels.Tiny, Count = 5 };
        await harness.RunAsync(request);
        await harness.PlanAsync(request with { Id = "waits" });
        await harness.PlanAsync("""{"id":"bad","model":"tiny","count":0}""");
        await harness.Get<JobSubmission>().SubmitAsync(request with { Id = "sent" }, CancellationToken.None);
        calls.Clear();

        var jobs = await ReadAsync(harness, null);

        Assert.Equal([("bad", JobState.Rejected, 0), ("done", JobState.Completed, 5), ("sent", JobState.Queued, 0), ("waits", JobState.Queued, 0)], jobs.Select(job => (job.JobId, job.State, job.Done)));
        Assert.Equal("done", Assert.Single(await ReadAsync(harness, JobState.Completed)).JobId);
        Assert.Equal(2, calls.Seen.Count);
    }

    private static async Task<List<ListedJob>> ReadAsync(JobsHarness harness, JobState? state)
    {
        var jobs = new List<ListedJob>();
        await foreach (var job in harness.Get<JobList>().ListAsync(state, CancellationToken.None))
        {
            jobs.Add(job);
        }

        return jobs;
    }
}
