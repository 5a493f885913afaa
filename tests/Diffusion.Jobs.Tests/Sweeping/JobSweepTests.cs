using System.Text.Json;
using Diffusion.Contracts;
using Diffusion.Jobs.Tests.Harness;

namespace Diffusion.Jobs.Tests.Sweeping;

[Collection(AzuriteTests.Name)]
public sealed class JobSweepTests(AzuriteFixture azurite)
{
    private static readonly JobRequest Request = new() { Id = "job-1", Model = FakeModels.Tiny, Count = 18 };
    private static readonly (string Key, string Value) Soon = ("Diffusion:Batches:SweepSeconds", "1");

    [Fact]
    public async Task HandleAsync_LostMessages_AreSentAgain()
    {
        await using var harness = await JobsHarness.CreateAsync(azurite, Soon);
        await harness.PlanAsync(Request);
        await harness.TakeAsync(QueueNames.Batches);

        await SweepAsync(harness);

        Assert.Equal(2, (await harness.TakeAsync(QueueNames.Batches)).Count);
        Assert.Equal(1, Read(Assert.Single(await harness.TakeWaitingAsync(QueueNames.Sweep))).Quiet);
    }

    /// <summary>A week without a GPU, and a service that looks once a day.</summary>
    [Fact]
    public async Task HandleAsync_QuietForAges_ComesAgainWithinHours()
    {
        await using var harness = await JobsHarness.CreateAsync(azurite, ("Diffusion:Batches:SweepSeconds", "86400"));
        await harness.PlanAsync(Request);
        var hash = (await harness.Get<JobProgress>().TryReadClaimAsync("job-1", CancellationToken.None))!.JobHash;
        var reminder = JsonSerializer.Serialize(new SweepMessage { JobId = "job-1", Prefix = "results", JobHash = hash, Quiet = 30 }, ContractsJson.Default.SweepMessage);
        var before = (await harness.Queue(QueueNames.Sweep).GetPropertiesAsync()).Value.ApproximateMessagesCount;

        await harness.Get<JobSweep>().HandleAsync(reminder, "sweep", CancellationToken.None);

        Assert.Equal(before + 1, (await harness.Queue(QueueNames.Sweep).GetPropertiesAsync()).Value.ApproximateMessagesCount);
    }

    /// <summary>Another job that had the id was given up: that says nothing of this one.</summary>
    [Fact]
    public async Task HandleAsync_AnotherJobWasGivenUp_LooksAfterThisOne()
    {
        await using var harness = await JobsHarness.CreateAsync(azurite, Soon);
        await harness.PlanAsync(Request);
        await harness.TakeAsync(QueueNames.Batches);
        await harness.WriteAsync(BlobNames.GivenUp("job-1"), "{}");

        await SweepAsync(harness);

        Assert.Equal(2, (await harness.TakeAsync(QueueNames.Batches)).Count);
    }

    [Fact]
    public async Task HandleAsync_JobThatWaitsOrMoves_IsLeftAlone()
    {
        await using var harness = await JobsHarness.CreateAsync(azurite, Soon);
        await harness.PlanAsync(Request);
        var reminder = Assert.Single(await harness.TakeWaitingAsync(QueueNames.Sweep));

        // Its messages wait.
        await harness.Get<JobSweep>().HandleAsync(reminder, "sweep", CancellationToken.None);
        var messages = await harness.TakeAsync(QueueNames.Batches);
        Assert.Equal(2, messages.Count);

        // A host is at it.
        await harness.RunBatchAsync(messages[0]);
        await harness.TakeAsync(QueueNames.Batches);
        var gate = new TaskCompletionSource();
        harness.Models.Gate = gate.Task;
        var running = harness.RunBatchAsync(messages[1]);
        while (harness.Models.Count < 8)
        {
            await Task.Delay(20);
        }

        while ((await harness.StatusAsync()).Done < 4)
        {
            await Task.Delay(20);
        }

        await harness.Get<JobSweep>().HandleAsync(JsonSerializer.Serialize(Read(reminder) with { Done = 4 }, ContractsJson.Default.SweepMessage), "sweep", CancellationToken.None);
        Assert.Empty(await harness.TakeAsync(QueueNames.Batches));

        // It has moved since.
        await harness.Get<JobSweep>().HandleAsync(reminder, "sweep", CancellationToken.None);
        Assert.Empty(await harness.TakeAsync(QueueNames.Batches));
        gate.SetResult();
        await running;
    }

    [Theory]
    [InlineData("/_SUCCESS")]
    [InlineData("/manifest.jsonl")]
    [InlineData("/messages")]
    [InlineData("comp=metadata")]
    public async Task HandleAsync_FinisherDied_EndsTheJob(string where)
    {
        var calls = new StorageCalls();
        await using var harness = await JobsHarness.CreateAsync(azurite, [calls], Soon);
        await harness.PlanAsync(Request with { Count = 4 });
        var message = Assert.Single(await harness.TakeAsync(QueueNames.Batches));
        calls.Failure = request => request.Method.Method is "PUT" or "POST" && request.Uri.PathAndQuery.Contains(where, StringComparison.Ordinal) ? new InvalidOperationException("killed") : null;
        await Assert.ThrowsAsync<InvalidOperationException>(() => harness.RunBatchAsync(message));
        calls.Failure = _ => null;

        // It sees that the job has moved, then that it does not any more, then that it has ended.
        for (var look = 0; look < 3; look++)
        {
            await SweepAsync(harness);
        }

        Assert.Equal(JobState.Completed, (await harness.StatusAsync()).State);
        Assert.InRange((await harness.CompletionsAsync()).Count, 1, where == "comp=metadata" ? 2 : 1);
        Assert.Equal(4, harness.Models.Count);
        Assert.Empty(await harness.TakeWaitingAsync(QueueNames.Sweep));
    }

    [Fact]
    public async Task HandleAsync_EndedOrDeletedJob_NeedsNoReminder()
    {
        await using var harness = await JobsHarness.CreateAsync(azurite, Soon);
        await harness.RunAsync(Request);
        var reminder = Assert.Single(await harness.TakeWaitingAsync(QueueNames.Sweep));
        await harness.Get<JobSweep>().HandleAsync(reminder, "sweep", CancellationToken.None);
        Assert.Empty(await harness.TakeWaitingAsync(QueueNames.Sweep));

        await harness.Get<JobDeletion>().DeleteAsync("job-1", CancellationToken.None);
        await harness.Get<JobSweep>().HandleAsync(reminder, "sweep", CancellationToken.None);
        Assert.Empty(await harness.TakeWaitingAsync(QueueNames.Sweep));
    }

    [Theory]
    [InlineData("hello")]
    [InlineData("{}")]
    [InlineData("""{"jobId":"../x","prefix":"a","jobHash":""}""")]
    public async Task HandleAsync_NoReminder_IsRecorded(string message)
    {
        await using var harness = await JobsHarness.CreateAsync(azurite);

        await harness.Get<JobSweep>().HandleAsync(message, "sweep", CancellationToken.None);

        Assert.Single((await harness.RejectionAsync("sweep")).Problems);
    }

    private static async Task SweepAsync(JobsHarness harness)
    {
        foreach (var reminder in await harness.TakeWaitingAsync(QueueNames.Sweep))
        {
            await harness.Get<JobSweep>().HandleAsync(reminder, "sweep", CancellationToken.None);
        }
    }

    private static SweepMessage Read(string reminder) => JsonSerializer.Deserialize(reminder, ContractsJson.Default.SweepMessage)!;
}
