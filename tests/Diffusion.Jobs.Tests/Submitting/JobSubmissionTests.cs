using Diffusion.Contracts;
using Diffusion.Jobs.Tests.Harness;

namespace Diffusion.Jobs.Tests.Submitting;

[Collection(AzuriteTests.Name)]
public sealed class JobSubmissionTests(AzuriteFixture azurite)
{
    private static readonly JobRequest Request = new() { Id = "job-1", Model = FakeModels.Tiny, Count = 4 };

    [Fact]
    public async Task SubmitAsync_Job_IsQueuedAndSeenAtOnce()
    {
        await using var harness = await JobsHarness.CreateAsync(azurite);

        var job = await harness.Get<JobSubmission>().SubmitAsync(Request with { Id = null, Submitter = "ann" }, CancellationToken.None);

        Assert.Equal(32, job.JobId.Length);
        var found = (await harness.Get<JobStatusReader>().TryReadAsync(job.JobId, CancellationToken.None))!;
        Assert.Equal((JobState.Queued, 4, "ann", job.JobHash), (found.Status.State, found.Status.Total, found.Status.Submitter, found.Status.JobHash));
        Assert.StartsWith("\"", found.ETag, StringComparison.Ordinal);
        await harness.PlanAsync(Assert.Single(await harness.TakeAsync(QueueNames.Jobs)));
        Assert.NotEqual(found.ETag, (await harness.Get<JobStatusReader>().TryReadAsync(job.JobId, CancellationToken.None))!.ETag);
        await harness.DrainAsync();
        Assert.Equal(JobState.Completed, (await harness.StatusAsync(job.JobId)).State);
    }

    [Fact]
    public async Task TrySubmitAsync_SameIdOtherContent_IsToldAndNotQueued()
    {
        await using var harness = await JobsHarness.CreateAsync(azurite);
        await harness.Get<JobSubmission>().SubmitAsync(Request, CancellationToken.None);

        var second = await harness.Get<JobSubmission>().TrySubmitAsync("""{"id":"job-1","model":"tiny","count":5}""", null, CancellationToken.None);
        var same = await harness.Get<JobSubmission>().TrySubmitAsync("""{"id":"job-1","model":"tiny","count":4}""", "ann", CancellationToken.None);

        Assert.Equal("id", Assert.Single(second.Problems).Field);
        Assert.NotNull(same.Job);
        Assert.Equal(2, (await harness.TakeAsync(QueueNames.Jobs)).Count);
    }

    [Theory]
    [InlineData("hello")]
    [InlineData("""{"model":"tiny"}""")]
    [InlineData("""{"jobBlob":"inbox/a.json"}""")]
    public async Task TrySubmitAsync_BadJob_IsToldAndNotQueued(string text)
    {
        await using var harness = await JobsHarness.CreateAsync(azurite);

        Assert.NotEmpty((await harness.Get<JobSubmission>().TrySubmitAsync(text, null, CancellationToken.None)).Problems);
        Assert.Empty(await harness.TakeAsync(QueueNames.Jobs));
    }

    /// <summary>What the planner would not read is not queued.</summary>
    [Fact]
    public async Task TrySubmitAsync_JobLargerThanItsBlobMayBe_IsToldAndNotQueued()
    {
        await using var harness = await JobsHarness.CreateAsync(azurite, ("Diffusion:Limits:MaxJobBlobBytes", "1024"));
        var prefix = string.Join('/', Enumerable.Repeat("0123456789", 100));

        var result = await harness.Get<JobSubmission>().TrySubmitAsync($$"""{"model":"tiny","count":5,"prefix":"{{prefix}}"}""", null, CancellationToken.None);

        Assert.Contains("MaxJobBlobBytes", Assert.Single(result.Problems).Limit, StringComparison.Ordinal);
        Assert.Empty(await harness.TakeAsync(QueueNames.Jobs));
    }

    [Fact]
    public async Task SubmitAsync_RejectedJobPutRight_MayHaveItsId()
    {
        await using var harness = await JobsHarness.CreateAsync(azurite);
        await harness.Get<JobSubmission>().SubmitAsync(Request with { Count = 0 }, CancellationToken.None);
        await harness.PlanAsync(Assert.Single(await harness.TakeAsync(QueueNames.Jobs)));
        Assert.Equal(JobState.Rejected, (await harness.StatusAsync()).State);

        await harness.Get<JobSubmission>().SubmitAsync(Request, CancellationToken.None);
        Assert.Equal(JobState.Queued, (await harness.StatusAsync()).State);
        await harness.PlanAsync(Assert.Single(await harness.TakeAsync(QueueNames.Jobs)));
        await harness.DrainAsync();

        Assert.Equal(JobState.Completed, (await harness.StatusAsync()).State);
    }
}
