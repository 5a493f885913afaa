using Diffusion.Contracts;
using Diffusion.Jobs.Tests.Harness;

namespace Diffusion.Jobs.Tests.Deleting;

[Collection(AzuriteTests.Name)]
public sealed class JobDeletionTests(AzuriteFixture azurite)
{
    private static readonly JobRequest Request = new() { Id = "job-1", Model = FakeModels.Tiny, Count = 6 };

    [Fact]
    public async Task DeleteAsync_EndedJob_LeavesNothingOfItAndAllElse()
    {
        await using var harness = await JobsHarness.CreateAsync(azurite);
        await harness.RunAsync(Request with { Id = "job-10" });
        var before = await harness.BlobsAsync();
        await harness.RunAsync(Request);
        await harness.WriteAsync("results/job-1/notes.txt", "mine");

        Assert.True(await harness.Get<JobDeletion>().DeleteAsync("job-1", CancellationToken.None) > 10);

        Assert.Equal(before.Keys.Append("results/job-1/notes.txt").Order(StringComparer.Ordinal), (await harness.BlobsAsync()).Keys);
        Assert.Null(await harness.Get<JobStatusReader>().TryReadAsync("job-1", CancellationToken.None));
        Assert.Null(await harness.Get<JobDeletion>().DeleteAsync("job-1", CancellationToken.None));

        // Its id is free again.
        await harness.RunAsync(Request with { Seed = 7 });
        Assert.Equal(JobState.Completed, (await harness.StatusAsync()).State);
    }

    [Fact]
    public async Task DeleteAsync_RunningJob_StopsItFirst()
    {
        await using var harness = await JobsHarness.CreateAsync(azurite);
        await harness.PlanAsync(Request);
        harness.Models.Gate = new TaskCompletionSource().Task;
        var running = Task.WhenAll((await harness.TakeAsync(QueueNames.Batches)).Select(harness.RunBatchAsync));
        while (harness.Models.Count < 6)
        {
            await Task.Delay(20);
        }

        await harness.Get<JobDeletion>().DeleteAsync("job-1", CancellationToken.None);
        await running;
        await Task.Delay(TimeSpan.FromMilliseconds(500));

        Assert.Empty(await harness.BlobsAsync());
    }

    [Fact]
    public async Task DeleteAsync_WaitingJob_IsNeverMade()
    {
        await using var harness = await JobsHarness.CreateAsync(azurite);
        await harness.Get<JobSubmission>().SubmitAsync(Request, CancellationToken.None);

        await harness.Get<JobDeletion>().DeleteAsync("job-1", CancellationToken.None);
        await harness.PlanAsync(Assert.Single(await harness.TakeAsync(QueueNames.Jobs)));

        Assert.Empty(await harness.TakeAsync(QueueNames.Batches));

        // Its id is free again, for another job and for the same.
        await harness.PlanAsync(Request with { Seed = 7 });
        await harness.DrainAsync();
        Assert.Equal(JobState.Completed, (await harness.StatusAsync()).State);
    }

    [Fact]
    public async Task DeleteAsync_WaitingJob_MayBeSubmittedAgain()
    {
        await using var harness = await JobsHarness.CreateAsync(azurite);
        await harness.Get<JobSubmission>().SubmitAsync(Request, CancellationToken.None);
        await harness.Get<JobDeletion>().DeleteAsync("job-1", CancellationToken.None);
        await harness.TakeAsync(QueueNames.Jobs);

        await harness.Get<JobSubmission>().SubmitAsync(Request, CancellationToken.None);
        await harness.PlanAsync(Assert.Single(await harness.TakeAsync(QueueNames.Jobs)));
        await harness.DrainAsync();

        Assert.Equal(JobState.Completed, (await harness.StatusAsync()).State);
    }

    /// <summary>Its message may still come; a job that took its id meanwhile is not displaced by it.</summary>
    [Fact]
    public async Task DeleteAsync_WaitingJobWhoseIdIsTaken_DoesNotComeBack()
    {
        await using var harness = await JobsHarness.CreateAsync(azurite);
        await harness.Get<JobSubmission>().SubmitAsync(Request, CancellationToken.None);
        var old = Assert.Single(await harness.TakeAsync(QueueNames.Jobs));
        await harness.Get<JobDeletion>().DeleteAsync("job-1", CancellationToken.None);
        await harness.Get<JobSubmission>().SubmitAsync(Request with { Count = 3 }, CancellationToken.None);

        await harness.PlanAsync(old, "old");
        Assert.Empty(await harness.TakeAsync(QueueNames.Batches));
        await harness.PlanAsync(Assert.Single(await harness.TakeAsync(QueueNames.Jobs)), "new");
        await harness.DrainAsync();

        Assert.Equal((JobState.Completed, 3), ((await harness.StatusAsync()).State, (await harness.StatusAsync()).Done));
    }

    [Fact]
    public async Task DeleteAsync_JobThatWasGivenUp_StopsItFirst()
    {
        await using var harness = await JobsHarness.CreateAsync(azurite);
        await harness.PlanAsync(Request);
        await harness.WriteAsync("results/job-1/manifest/00000001.jsonl", "mine");
        var messages = await harness.TakeAsync(QueueNames.Batches);
        harness.Models.GateOf = index => index < 4 ? new TaskCompletionSource().Task : Task.CompletedTask;
        var running = harness.RunBatchAsync(messages[0]);
        while (harness.Models.Count < 4)
        {
            await Task.Delay(20);
        }

        await Assert.ThrowsAsync<JobStateException>(() => harness.RunBatchAsync(messages[1]));
        await harness.Get<PoisonedBatch>().HandleAsync(messages[1], "poison", CancellationToken.None);
        Assert.Equal(JobState.Failed, (await harness.StatusAsync()).State);

        await harness.Get<JobDeletion>().DeleteAsync("job-1", CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(10));
        await running;

        Assert.Equal(["rejected/poison.json", "results/job-1/manifest/00000001.jsonl"], (await harness.BlobsAsync()).Keys);
    }

    [Fact]
    public async Task DeleteAsync_JobThatIsBeingFinished_RemovesNothing()
    {
        await using var harness = await JobsHarness.CreateAsync(azurite);
        await harness.RunAsync(Request);
        var before = await harness.BlobsAsync();
        var lease = (await harness.Get<JobContainer>().TryLeaseAsync("results/job-1/plan.json", TimeSpan.FromSeconds(15), CancellationToken.None))!;

        await Assert.ThrowsAsync<JobStateException>(() => harness.Get<JobDeletion>().DeleteAsync("job-1", CancellationToken.None));

        Assert.Equal(before, await harness.BlobsAsync());
        await lease.ReleaseAsync();
        await harness.Get<JobDeletion>().DeleteAsync("job-1", CancellationToken.None);
        Assert.Empty(await harness.BlobsAsync());
    }

    [Fact]
    public async Task DeleteAsync_JobTooLargeForAMessage_RemovesItsBlob()
    {
        await using var harness = await JobsHarness.CreateAsync(azurite, ("Diffusion:Limits:MaxMessageBytes", "256"));
        await harness.Get<JobSubmission>().SubmitAsync(Request, CancellationToken.None);
        var message = Assert.Single(await harness.TakeAsync(QueueNames.Jobs));
        Assert.Contains("inbox/", message, StringComparison.Ordinal);
        await harness.PlanAsync(message);
        await harness.DrainAsync();

        await harness.Get<JobDeletion>().DeleteAsync("job-1", CancellationToken.None);

        Assert.Empty(await harness.BlobsAsync());
    }

    /// <summary>A batch whose host has read the plan before the job is deleted, and takes its lock after.</summary>
    [Fact]
    public async Task DeleteAsync_BatchThatIsJustBeginning_MakesNothing()
    {
        var calls = new StorageCalls();
        await using var harness = await JobsHarness.CreateAsync(azurite, [calls]);
        await harness.PlanAsync(Request);
        var message = (await harness.TakeAsync(QueueNames.Batches))[0];
        var isDeleted = 0;
        calls.Failure = request =>
        {
            if (request.Method.Method == "PUT" && request.Uri.PathAndQuery.EndsWith("/locks/job-1/00000000", StringComparison.Ordinal) && Interlocked.Exchange(ref isDeleted, 1) == 0)
            {
                harness.Get<JobDeletion>().DeleteAsync("job-1", CancellationToken.None).GetAwaiter().GetResult();
            }

            return null;
        };

        await harness.RunBatchAsync(message);

        Assert.Equal(1, isDeleted);
        Assert.Equal(0, harness.Models.Count);
        Assert.Equal(["locks/job-1/00000000"], (await harness.BlobsAsync()).Keys);
    }
}
