using Diffusion.Contracts;
using Diffusion.Jobs.Tests.Harness;
using Diffusion.Runtime;

namespace Diffusion.Jobs.Tests.Redriving;

[Collection(AzuriteTests.Name)]
public sealed class JobRedriveTests(AzuriteFixture azurite)
{
    private static readonly JobRequest Request = new() { Id = "job-1", Model = FakeModels.Tiny, Count = 42 };

    [Fact]
    public async Task RedriveAsync_FailedImages_AreMadeAndTheRestStays()
    {
        await using var undisturbed = await JobsHarness.CreateAsync(azurite);
        await undisturbed.RunAsync(Request);
        await using var harness = await JobsHarness.CreateAsync(azurite);
        harness.Models.Failure = request => request.ImageIndex is 1 or 9 or 14 or 22 or 41 ? new ImageException("not a number") : null;
        await harness.RunAsync(Request);
        var ended = await harness.StatusAsync();
        Assert.Equal((JobState.CompletedWithFailures, 37, 5), (ended.State, ended.Done, ended.Failed));
        Assert.Equal([1, 9, 14, 22, 41], ended.Failures.Select(failure => failure.Index));
        harness.Models.Failure = _ => null;
        harness.Models.Generated.Clear();

        Assert.Equal(5, await harness.Get<JobRedrive>().RedriveAsync("job-1", CancellationToken.None));
        Assert.Equal((JobState.Queued, 24), ((await harness.StatusAsync()).State, (await harness.StatusAsync()).Done));

        // A slow host tells only now how far the run before was.
        var plan = await harness.Get<JobProgress>().ReadPlanAsync("results", "job-1", CancellationToken.None);
        harness.Get<ProgressWriter>().Report(plan, round: 0, lane: 1, done: 20);
        await harness.Get<ProgressWriter>().FlushAsync(plan, CancellationToken.None);
        Assert.Equal((JobState.Queued, 24), ((await harness.StatusAsync()).State, (await harness.StatusAsync()).Done));
        await harness.DrainAsync();

        Assert.Equal<uint>([1, 9, 14, 22, 41], harness.Models.Generated.Order());
        Assert.Equal((JobState.Completed, 42), ((await harness.StatusAsync()).State, (await harness.StatusAsync()).Done));
        Assert.Equal([JobState.CompletedWithFailures, JobState.Completed], (await harness.CompletionsAsync()).Select(completion => completion.State));
        Assert.Equal(await undisturbed.ReadAsync("results/job-1/manifest.jsonl"), await harness.ReadAsync("results/job-1/manifest.jsonl"));
        Assert.DoesNotContain("results/job-1/_FAILED", (await harness.BlobsAsync()).Keys);
        Assert.Equal(0, await harness.Get<JobRedrive>().RedriveAsync("job-1", CancellationToken.None));
    }

    [Fact]
    public async Task RedriveAsync_CancelledJob_GoesOn()
    {
        await using var harness = await JobsHarness.CreateAsync(azurite);
        await harness.PlanAsync(Request);
        foreach (var message in await harness.TakeAsync(QueueNames.Batches))
        {
            await harness.RunBatchAsync(message);
        }

        await harness.Get<JobCancellation>().CancelAsync("job-1", CancellationToken.None);
        await harness.DrainAsync();
        Assert.Equal(8, harness.Models.Generated.Count);

        Assert.Equal(9, await harness.Get<JobRedrive>().RedriveAsync("job-1", CancellationToken.None));
        await harness.DrainAsync();

        Assert.Equal(Enumerable.Range(0, 42).Select(index => (uint)index), harness.Models.Generated.Order());
        Assert.Equal([JobState.Cancelled, JobState.Completed], (await harness.CompletionsAsync()).Select(completion => completion.State));
    }

    /// <summary>A message of the run before, which lay on the queue all the time, makes nothing: the redrive does, and counts it once.</summary>
    [Fact]
    public async Task RedriveAsync_MessageOfTheRunBefore_IsLeftToTheRedrive()
    {
        await using var harness = await JobsHarness.CreateAsync(azurite);
        await harness.PlanAsync(Request);
        var left = await harness.TakeAsync(QueueNames.Batches);
        await harness.Get<JobCancellation>().CancelAsync("job-1", CancellationToken.None);
        Assert.Equal(11, await harness.Get<JobRedrive>().RedriveAsync("job-1", CancellationToken.None));

        await harness.RunBatchAsync(left[0]);
        Assert.Empty(harness.Models.Generated);

        var heads = await harness.TakeAsync(QueueNames.Batches);
        await harness.RunBatchAsync(heads[0]);
        await harness.Get<ProgressWriter>().FlushAsync(await harness.Get<JobProgress>().ReadPlanAsync("results", "job-1", CancellationToken.None), CancellationToken.None);
        Assert.Equal((JobState.Running, 4), ((await harness.StatusAsync()).State, (await harness.StatusAsync()).Done));

        // The redrive's messages are lost: what takes it up again goes by a list of its own.
        await harness.TakeAsync(QueueNames.Batches);
        await harness.PlanAsync(Request);
        await harness.DrainAsync();
        Assert.Equal((JobState.Completed, 42), ((await harness.StatusAsync()).State, (await harness.StatusAsync()).Done));
    }

    /// <summary>Whoever redrives dies before the first message is sent: the reminder takes the job up, gaps and all.</summary>
    [Fact]
    public async Task RedriveAsync_DiesBeforeItSends_TheSweepGoesOn()
    {
        var calls = new StorageCalls();
        await using var harness = await JobsHarness.CreateAsync(azurite, [calls], ("Diffusion:Batches:SweepSeconds", "1"));
        harness.Models.Failure = request => request.ImageIndex is 1 or 9 ? new ImageException("not a number") : null;
        await harness.RunAsync(Request);
        harness.Models.Failure = _ => null;
        calls.Failure = request => request.Method.Method == "POST" && request.Uri.Path.Contains(QueueNames.Batches, StringComparison.Ordinal) ? new InvalidOperationException("killed") : null;
        await Assert.ThrowsAsync<InvalidOperationException>(() => harness.Get<JobRedrive>().RedriveAsync("job-1", CancellationToken.None));
        calls.Failure = _ => null;

        for (var look = 0; look < 3; look++)
        {
            var reminders = await harness.TakeWaitingAsync(QueueNames.Sweep);
            foreach (var reminder in reminders)
            {
                await harness.Get<JobSweep>().HandleAsync(reminder, "sweep", CancellationToken.None);
            }

            await harness.DrainAsync();
        }

        Assert.Equal((JobState.Completed, 42), ((await harness.StatusAsync()).State, (await harness.StatusAsync()).Done));
    }

    [Fact]
    public async Task RedriveAsync_NoJob_IsTold()
    {
        await using var harness = await JobsHarness.CreateAsync(azurite);

        Assert.Null(await harness.Get<JobRedrive>().RedriveAsync("job-1", CancellationToken.None));
        Assert.Null(await harness.Get<JobRedrive>().RedriveAsync("../x", CancellationToken.None));
    }
}
