using Diffusion.Contracts;
using Diffusion.Jobs.Tests.Harness;
using Diffusion.Runtime;

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

    /// <summary>
    /// A finisher stands still, just before it writes the manifest or after it has decided; its lease ends, and batches are put back. What it
    /// tells when it wakes is old, and the next finisher puts it right.
    /// </summary>
    [Theory]
    [InlineData("PUT", "/manifest.jsonl")]
    [InlineData("HEAD", "/_SUCCESS")]
    public async Task TryFinishAsync_SleepsOverARedrive_TheNextOneSaysWhatIs(string method, string end)
    {
        await using var undisturbed = await JobsHarness.CreateAsync(azurite);
        await undisturbed.RunAsync(Request);
        var calls = new StorageCalls();
        await using var harness = await JobsHarness.CreateAsync(azurite, [calls]);
        harness.Models.Failure = request => request.ImageIndex is 3 or 14 ? new ImageException("not a number") : null;
        calls.BeforeFirst(method, end, async () =>
        {
            await harness.BreakLeaseAsync("results/job-1/plan.json");
            harness.Models.Failure = _ => null;
            Assert.Equal(2, await harness.Get<JobRedrive>().RedriveAsync("job-1", CancellationToken.None));

            // Until the next renewal says so.
            await Task.Delay(TimeSpan.FromSeconds(6));
        });

        await harness.RunAsync(Request);

        Assert.Equal(JobState.Completed, Assert.Single(await harness.CompletionsAsync()).State);
        Assert.Equal((JobState.Completed, 18, 0), ((await harness.StatusAsync()).State, (await harness.StatusAsync()).Done, (await harness.StatusAsync()).Failed));
        Assert.Equal(await undisturbed.ReadAsync("results/job-1/manifest.jsonl"), await harness.ReadAsync("results/job-1/manifest.jsonl"));
        Assert.Equal(await undisturbed.ReadAsync("results/job-1/contact-sheet.png"), await harness.ReadAsync("results/job-1/contact-sheet.png"));
        Assert.DoesNotContain("results/job-1/_FAILED", (await harness.BlobsAsync()).Keys);
    }

    /// <summary>A marker that a slow finisher left says nothing of the end that came after.</summary>
    [Fact]
    public async Task TryFinishAsync_MarkerOfAnEndBefore_IsRemoved()
    {
        await using var harness = await JobsHarness.CreateAsync(azurite);
        await harness.PlanAsync(Request);
        var plan = await harness.Get<JobProgress>().ReadPlanAsync("results", "job-1", CancellationToken.None);
        await harness.Get<JobContainer>().CreateOfJobAsync("results/job-1/_FAILED", BinaryData.FromString(""), BlobContent.Marker, plan.JobHash, CancellationToken.None);

        await harness.DrainAsync();

        Assert.Contains("results/job-1/_SUCCESS", (await harness.BlobsAsync()).Keys);
        Assert.DoesNotContain("results/job-1/_FAILED", (await harness.BlobsAsync()).Keys);
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
