using Diffusion.Contracts;
using Diffusion.Jobs.Tests.Harness;

namespace Diffusion.Jobs.Tests.Finishing;

[Collection(AzuriteTests.Name)]
public sealed class JobFinisherTests(AzuriteFixture azurite)
{
    private static readonly JobRequest Request = new() { Id = "job-1", Model = FakeModels.Tiny, Count = 18 };

    [Fact]
    public async Task TryFinishAsync_AllBatchesDone_EndsTheJobOnce()
    {
        await using var harness = await JobsHarness.CreateAsync(azurite);

        await harness.RunAsync(Request);

        var completion = Assert.Single(await harness.CompletionsAsync());
        Assert.Equal((JobState.Completed, 18, "results/job-1"), (completion.State, completion.Images, completion.Folder));
        var records = BatchManifest.Read(new BinaryData(await harness.ReadAsync("results/job-1/manifest.jsonl")));
        Assert.Equal(Enumerable.Range(0, 18), records.Select(record => record.Index));
        Assert.Contains("results/job-1/_SUCCESS", (await harness.BlobsAsync()).Keys);
        Assert.Equal(Enumerable.Range(0, 18).Select(i => (uint)i), harness.Models.Generated.Order());
    }

    [Fact]
    public async Task TryFinishAsync_AnyNumberOfTimes_ChangesNothing()
    {
        await using var harness = await JobsHarness.CreateAsync(azurite);
        await harness.RunAsync(Request);
        var before = await harness.BlobsAsync();
        var plan = await harness.Get<JobProgress>().ReadPlanAsync("results", "job-1", CancellationToken.None);

        Assert.True(await harness.Get<JobFinisher>().TryFinishAsync(plan, CancellationToken.None));
        Assert.True(await harness.Get<JobFinisher>().TryFinishAsync(plan, CancellationToken.None));

        Assert.Equal(before, await harness.BlobsAsync());
        Assert.Single(await harness.CompletionsAsync());
    }

    [Fact]
    public async Task TryFinishAsync_ManyAtOnce_OneCompletion()
    {
        await using var harness = await JobsHarness.CreateAsync(azurite);
        await harness.PlanAsync(Request);
        for (var messages = await harness.TakeAsync(QueueNames.Batches); messages.Count > 0; messages = await harness.TakeAsync(QueueNames.Batches))
        {
            // Every batch twice, all at once.
            await Task.WhenAll(messages.Concat(messages).Select(harness.RunBatchAsync));
        }

        Assert.Single(await harness.CompletionsAsync());
        Assert.Contains("results/job-1/_SUCCESS", (await harness.BlobsAsync()).Keys);
    }

    [Fact]
    public async Task TryFinishAsync_BatchMissing_DoesNothing()
    {
        await using var harness = await JobsHarness.CreateAsync(azurite);
        await harness.PlanAsync(Request);
        var plan = await harness.Get<JobProgress>().ReadPlanAsync("results", "job-1", CancellationToken.None);

        Assert.False(await harness.Get<JobFinisher>().TryFinishAsync(plan, CancellationToken.None));

        Assert.Empty(await harness.CompletionsAsync());
    }

    [Theory]
    [InlineData("_SUCCESS")]
    [InlineData("manifest.jsonl")]
    public async Task TryFinishAsync_ForeignBlobInTheWay_IsNotTakenForTheJobsEnd(string name)
    {
        await using var harness = await JobsHarness.CreateAsync(azurite);
        await harness.WriteAsync("results/job-1/" + name, "mine");
        await harness.PlanAsync(Request with { Count = 4 });
        var message = Assert.Single(await harness.TakeAsync(QueueNames.Batches));
        var plan = await harness.Get<JobProgress>().ReadPlanAsync("results", "job-1", CancellationToken.None);

        await Assert.ThrowsAsync<JobStateException>(() => harness.RunBatchAsync(message));
        Assert.False(await harness.Get<JobEnds>().TryReadAsync("job-1", plan.JobHash, CancellationToken.None) is { IsAnnounced: true });
        await harness.Get<PoisonedBatch>().HandleAsync(message, "poison", CancellationToken.None);

        Assert.Equal(JobState.Failed, Assert.Single(await harness.CompletionsAsync()).State);
        Assert.Equal(JobState.Failed, (await harness.StatusAsync()).State);
        Assert.Contains("jobs/job-1/failed.json", (await harness.BlobsAsync()).Keys);
        Assert.Equal("mine"u8.ToArray(), await harness.ReadAsync("results/job-1/" + name));
    }

    [Fact]
    public void Arrange_ThreeTiles_StandInRowsWithGaps()
    {
        Pixels Tile(byte value) => new([value], 1, 1, 1);

        var sheet = ContactSheet.Arrange([Tile(1), null, Tile(3)], columns: 2);

        Assert.Equal((8, 8), (sheet.Width, sheet.Height));
        Assert.Equal(1, sheet.Bytes[(2 * 8) + 2]);
        Assert.Equal(255, sheet.Bytes[(2 * 8) + 5]);
        Assert.Equal(3, sheet.Bytes[(5 * 8) + 2]);
        Assert.Equal(62, sheet.Bytes.Count(value => value == 255));
    }
}
