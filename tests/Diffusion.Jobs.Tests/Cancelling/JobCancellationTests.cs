using Diffusion.Contracts;
using Diffusion.Jobs.Tests.Harness;

namespace Diffusion.Jobs.Tests.Cancelling;

[Collection(AzuriteTests.Name)]
public sealed class JobCancellationTests(AzuriteFixture azurite)
{
    private static readonly JobRequest Request = new() { Id = "job-1", Model = FakeModels.Tiny, Count = 12 };

    [Fact]
    public async Task CancelAsync_RunningBatch_StopsAtOnceAndKeepsWhatIsThere()
    {
        await using var harness = await JobsHarness.CreateAsync(azurite);
        await harness.PlanAsync(Request);
        var messages = await harness.TakeAsync(QueueNames.Batches);
        await harness.RunBatchAsync(messages[0]);
        harness.Models.Gate = new TaskCompletionSource().Task;
        var running = harness.RunBatchAsync(messages[1]);
        await UntilAsync(() => harness.Models.Count == 8);

        var status = await harness.Get<JobCancellation>().CancelAsync("job-1", CancellationToken.None);
        await running.WaitAsync(TimeSpan.FromSeconds(60));

        Assert.Equal(JobState.Cancelled, status!.State);
        var images = (await harness.BlobsAsync()).Keys.Where(name => name.StartsWith("results/job-1/images/", StringComparison.Ordinal));
        Assert.Equal(4, images.Count());
        Assert.Equal((JobState.Cancelled, 4), ((await harness.StatusAsync()).State, (await harness.StatusAsync()).Done));
        Assert.Equal(JobState.Cancelled, Assert.Single(await harness.CompletionsAsync()).State);

        // What still lies on the queue makes nothing, and asking again changes nothing.
        harness.Models.Gate = Task.CompletedTask;
        await harness.DrainAsync();
        await harness.Get<JobCancellation>().CancelAsync("job-1", CancellationToken.None);
        await harness.PlanAsync(Request, "again");
        Assert.Equal(8, harness.Models.Count);
        Assert.Empty(await harness.CompletionsAsync());
        Assert.Empty(await harness.TakeAsync(QueueNames.Batches));
    }

    [Fact]
    public async Task CancelAsync_BeforeItIsPlanned_NothingIsMade()
    {
        await using var harness = await JobsHarness.CreateAsync(azurite);
        await harness.Get<JobSubmission>().SubmitAsync(Request, CancellationToken.None);
        Assert.Equal(JobState.Queued, (await harness.StatusAsync()).State);

        Assert.Equal(JobState.Cancelled, (await harness.Get<JobCancellation>().CancelAsync("job-1", CancellationToken.None))!.State);
        await harness.PlanAsync(Assert.Single(await harness.TakeAsync(QueueNames.Jobs)));

        Assert.Empty(await harness.TakeAsync(QueueNames.Batches));
        Assert.Equal(JobState.Cancelled, Assert.Single(await harness.CompletionsAsync()).State);
        Assert.Equal(JobState.Cancelled, (await harness.StatusAsync()).State);
    }

    [Fact]
    public async Task CancelAsync_EndedJob_StaysAsItEnded()
    {
        await using var harness = await JobsHarness.CreateAsync(azurite);
        await harness.RunAsync(Request);
        var before = await harness.BlobsAsync();

        var status = await harness.Get<JobCancellation>().CancelAsync("job-1", CancellationToken.None);

        Assert.Equal(JobState.Completed, status!.State);
        Assert.Equal(before, await harness.BlobsAsync());
        Assert.Null(await harness.Get<JobCancellation>().CancelAsync("nobody", CancellationToken.None));
    }

    /// <summary>A finisher that has all batches loses to a cancellation that was decided before, and the other way round.</summary>
    [Fact]
    public async Task CancelAsync_AgainstTheFinisher_TheJobEndsOneWayOnly()
    {
        await using var harness = await JobsHarness.CreateAsync(azurite);
        await harness.PlanAsync(Request with { Count = 1 });
        var plan = await harness.Get<JobProgress>().ReadPlanAsync("results", "job-1", CancellationToken.None);
        await harness.Get<BatchEnd>().WriteManifestAsync(plan, 0, [JobImage.Record(plan, 0)], CancellationToken.None);
        await harness.Get<JobCancellation>().CancelAsync("job-1", CancellationToken.None);

        Assert.True(await harness.Get<JobFinisher>().TryFinishAsync(plan, CancellationToken.None));

        Assert.Equal(JobState.Cancelled, Assert.Single(await harness.CompletionsAsync()).State);
        Assert.DoesNotContain("results/job-1/_SUCCESS", (await harness.BlobsAsync()).Keys);
    }

    /// <summary>The finisher has decided, but its status is not written yet: whoever cancels is told that it was too late.</summary>
    [Fact]
    public async Task CancelAsync_EndIsDecided_IsToldThoughTheStatusIsNot()
    {
        await using var harness = await JobsHarness.CreateAsync(azurite);
        await harness.PlanAsync(Request);
        await harness.Get<JobEnds>().DecideAsync("job-1", JobHash.Of(Request), JobState.Completed, CancellationToken.None);

        var status = await harness.Get<JobCancellation>().CancelAsync("job-1", CancellationToken.None);

        Assert.Equal(JobState.Completed, status!.State);
        Assert.Equal(JobState.Queued, (await harness.StatusAsync()).State);
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        for (var i = 0; !condition(); i++)
        {
            Assert.True(i < 3000, "It did not happen within 60 s.");
            await Task.Delay(20);
        }
    }
}
