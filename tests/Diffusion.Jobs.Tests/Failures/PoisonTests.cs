using Diffusion.Contracts;
using Diffusion.Jobs.Tests.Harness;

namespace Diffusion.Jobs.Tests.Failures;

[Collection(AzuriteTests.Name)]
public sealed class PoisonTests(AzuriteFixture azurite)
{
    private static readonly JobRequest Request = new() { Id = "job-1", Model = FakeModels.Tiny, Count = 10 };

    [Fact]
    public async Task PoisonedBatch_Batch_IsWrittenDownAndTheJobEndsAsFailed()
    {
        await using var harness = await JobsHarness.CreateAsync(azurite);
        await harness.PlanAsync(Request);
        harness.Models.Failure = request => request.ImageIndex is 5 ? new TimeoutException("no device") : null;
        var messages = await harness.TakeAsync(QueueNames.Batches);
        var bad = Assert.Single(messages, message => message.Contains("\"batch\":1,", StringComparison.Ordinal));
        await Assert.ThrowsAsync<TimeoutException>(() => harness.RunBatchAsync(bad));

        await harness.Get<PoisonedBatch>().HandleAsync(bad, "poison", CancellationToken.None);
        await harness.RunBatchAsync(messages.Single(message => message != bad));
        await harness.DrainAsync();

        var completion = Assert.Single(await harness.CompletionsAsync());
        Assert.Equal((JobState.Failed, 9, 1), (completion.State, completion.Images, completion.FailedImages));
        Assert.Equal(["TimeoutException: no device"], completion.Reasons);
        var records = BatchManifest.Read(new BinaryData(await harness.ReadAsync("results/job-1/manifest.jsonl"))).ToList();
        Assert.Equal([5], records.Where(record => record.Error is not null).Select(record => record.Index));
    }

    [Fact]
    public async Task PoisonedBatch_ForeignBlobInTheWay_JobEndsWithoutIt()
    {
        await using var harness = await JobsHarness.CreateAsync(azurite);
        await harness.WriteAsync("results/job-1/images/00000001_ring.png", "mine");
        await harness.PlanAsync(Request with { Count = 4 });
        var message = Assert.Single(await harness.TakeAsync(QueueNames.Batches));
        await Assert.ThrowsAsync<JobStateException>(() => harness.RunBatchAsync(message));

        await harness.Get<PoisonedBatch>().HandleAsync(message, "poison", CancellationToken.None);

        var completion = Assert.Single(await harness.CompletionsAsync());
        Assert.Equal((JobState.Failed, 0, 4), (completion.State, completion.Images, completion.FailedImages));
        Assert.Equal("mine"u8.ToArray(), await harness.ReadAsync("results/job-1/images/00000001_ring.png"));
    }

    [Fact]
    public async Task PoisonedBatch_UnknownJob_IsRecorded()
    {
        await using var harness = await JobsHarness.CreateAsync(azurite);

        await harness.Get<PoisonedBatch>().HandleAsync("hello", "poison", CancellationToken.None);

        Assert.Single((await harness.RejectionAsync("poison")).Problems);
        Assert.Empty(await harness.CompletionsAsync());
    }

    [Fact]
    public async Task PoisonedJob_JobWithId_IsToldAsFailed()
    {
        await using var harness = await JobsHarness.CreateAsync(azurite);

        await harness.Get<PoisonedJob>().HandleAsync("""{"id":"job-1","model":"tiny","count":3}""", "poison", CancellationToken.None);

        var completion = Assert.Single(await harness.CompletionsAsync());
        Assert.Equal(("job-1", JobState.Failed), (completion.JobId, completion.State));
        Assert.Equal(["jobs/job-1/failed.json", "rejected/poison.json"], (await harness.BlobsAsync()).Keys);
    }
}
