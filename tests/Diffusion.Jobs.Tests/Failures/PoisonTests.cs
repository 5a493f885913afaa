using System.Text.Json;
using Diffusion.Contracts;
using Diffusion.Jobs.Tests.Harness;
using Diffusion.Runtime;

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
        Assert.Equal((JobState.CompletedWithFailures, 9, 1), (completion.State, completion.Images, completion.FailedImages));
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
        Assert.Equal((JobState.CompletedWithFailures, 3, 1), (completion.State, completion.Images, completion.FailedImages));
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
    public async Task PoisonedBatch_HostsVanished_GoesBackTenTimesAndIsThenGivenUp()
    {
        await using var harness = await JobsHarness.CreateAsync(azurite);
        await harness.PlanAsync(Request with { Count = 4 });
        var message = Assert.Single(await harness.TakeAsync(QueueNames.Batches));
        for (var generation = 1; generation <= 10; generation++)
        {
            await harness.Get<PoisonedBatch>().HandleAsync(message, "poison", CancellationToken.None);
            message = Assert.Single(await harness.TakeAsync(QueueNames.Batches));
            Assert.Equal(generation, JsonSerializer.Deserialize(message, ContractsJson.Default.BatchMessage)!.Generation);
        }

        await harness.Get<PoisonedBatch>().HandleAsync(message, "poison", CancellationToken.None);

        Assert.Empty(await harness.TakeAsync(QueueNames.Batches));
        var completion = Assert.Single(await harness.CompletionsAsync());
        Assert.Equal((JobState.Failed, 0, 4), (completion.State, completion.Images, completion.FailedImages));
        Assert.Contains("vanished in each of 11 rounds", Assert.Single(completion.Reasons), StringComparison.Ordinal);
    }

    /// <summary>What failed before a job was cancelled and redriven is not held against the redrive.</summary>
    [Fact]
    public async Task PoisonedBatch_OfTheRunBeforeARedrive_IsLeftToIt()
    {
        await using var harness = await JobsHarness.CreateAsync(azurite);
        await harness.PlanAsync(Request);
        harness.Models.Failure = _ => new TimeoutException("no device");
        var bad = (await harness.TakeAsync(QueueNames.Batches))[0];
        await Assert.ThrowsAsync<TimeoutException>(() => harness.RunBatchAsync(bad));
        await harness.Get<JobCancellation>().CancelAsync("job-1", CancellationToken.None);
        await harness.Get<JobRedrive>().RedriveAsync("job-1", CancellationToken.None);
        harness.Models.Failure = _ => null;

        await harness.Get<PoisonedBatch>().HandleAsync(bad, "poison", CancellationToken.None);
        await harness.DrainAsync();

        Assert.Equal([JobState.Cancelled, JobState.Completed], (await harness.CompletionsAsync()).Select(completion => completion.State));
    }

    [Fact]
    public async Task PoisonedBatch_GenerationsWithoutEnd_KeepTheirLongestPause()
    {
        await using var harness = await JobsHarness.CreateAsync(azurite, ("Diffusion:Batches:MaxGenerations", "100"));
        await harness.PlanAsync(Request with { Count = 4 });
        harness.Models.Failure = _ => new IOException("no storage");
        var message = Assert.Single(await harness.TakeAsync(QueueNames.Batches)).Replace("\"generation\":0", "\"generation\":60", StringComparison.Ordinal);
        await Assert.ThrowsAsync<IOException>(() => harness.RunBatchAsync(message));

        await harness.Get<PoisonedBatch>().HandleAsync(message, "poison", CancellationToken.None);

        Assert.Equal(1, (await harness.Queue(QueueNames.Batches).GetPropertiesAsync()).Value.ApproximateMessagesCount);
        Assert.Empty(await harness.CompletionsAsync());
    }

    [Fact]
    public async Task PoisonedBatch_ErrorOfAnEarlierGeneration_DoesNotCount()
    {
        await using var harness = await JobsHarness.CreateAsync(azurite);
        await harness.PlanAsync(Request with { Count = 4 });
        var message = Assert.Single(await harness.TakeAsync(QueueNames.Batches));
        harness.Models.Failure = _ => new ImageException("device lost its way") { IsTransient = true };
        await Assert.ThrowsAsync<ImageException>(() => harness.RunBatchAsync(message));

        // The device failed, so it goes back, but not at once; then its hosts only vanish.
        await harness.Get<PoisonedBatch>().HandleAsync(message, "poison", CancellationToken.None);
        Assert.Empty(await harness.TakeAsync(QueueNames.Batches));
        var second = JsonSerializer.Serialize(
            JsonSerializer.Deserialize(message, ContractsJson.Default.BatchMessage)! with { Generation = 1 }, ContractsJson.Default.BatchMessage);
        await harness.Get<PoisonedBatch>().HandleAsync(second, "poison", CancellationToken.None);

        Assert.Contains("\"generation\":2", Assert.Single(await harness.TakeAsync(QueueNames.Batches)), StringComparison.Ordinal);
        harness.Models.Failure = _ => null;
        await harness.RunBatchAsync(second);
        Assert.Equal(JobState.Completed, Assert.Single(await harness.CompletionsAsync()).State);
    }

    [Fact]
    public async Task PoisonedBatch_JobIsGone_IsDropped()
    {
        await using var harness = await JobsHarness.CreateAsync(azurite);
        await harness.PlanAsync(Request with { Count = 4 });
        var message = Assert.Single(await harness.TakeAsync(QueueNames.Batches));
        await harness.Get<JobDeletion>().DeleteAsync("job-1", CancellationToken.None);

        await harness.RunBatchAsync(message);
        await harness.Get<PoisonedBatch>().HandleAsync(message, "poison", CancellationToken.None);

        Assert.Empty(await harness.BlobsAsync());
    }

    [Theory]
    [InlineData("{\"id\":\"job-1\",\"model\":\"tiny\",\"count\":3}")]
    public async Task PoisonedJob_HostsVanished_GoesBackAndIsThenToldAsFailed(string message)
    {
        await using var harness = await JobsHarness.CreateAsync(azurite, ("Diffusion:Batches:MaxGenerations", "2"));
        for (var generation = 1; generation <= 2; generation++)
        {
            await harness.Get<PoisonedJob>().HandleAsync(message, "poison", CancellationToken.None);
            Assert.Equal(message, Assert.Single(await harness.TakeAsync(QueueNames.Jobs)));
        }

        await harness.Get<PoisonedJob>().HandleAsync(message, "poison", CancellationToken.None);

        var completion = Assert.Single(await harness.CompletionsAsync());
        Assert.Equal(("job-1", JobState.Failed), (completion.JobId, completion.State));
        Assert.Equal(["jobs/job-1/failed.json", "jobs/job-1/planning.json", "jobs/job-1/status.json", "rejected/poison.json"], (await harness.BlobsAsync()).Keys);
        Assert.Equal(JobState.Failed, (await harness.StatusAsync()).State);
    }

    [Theory]
    [InlineData("DefaultEndpointsProtocol=https;AccountName=a;AccountKey=c2VjcmV0c2VjcmV0==;x", "c2VjcmV0")]
    [InlineData("https://a.blob.core.windows.net/c/b?sv=2024&sig=abc%2Bdef&se=1", "abc%2Bdef")]
    [InlineData("Authorization: Bearer eyJ0eXAi.x.y", "eyJ0eXAi")]
    [InlineData("AccountKey=c2Vj+cmV0/c2Vj+cmV0==", "cmV0")]
    [InlineData("DefaultEndpointsProtocol=https\nAccountKey=c2VjcmV0", "c2VjcmV0")]
    public async Task Records_Secrets_AreLeftOut(string text, string secret)
    {
        await using var harness = await JobsHarness.CreateAsync(azurite);

        await harness.PlanAsync(JsonSerializer.Serialize(new { id = "job-1", model = text, count = 0 }));

        var record = System.Text.Encoding.UTF8.GetString(await harness.ReadAsync("rejected/message.json"));
        Assert.DoesNotContain(secret, record, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, System.Text.Encoding.UTF8.GetString(await harness.ReadAsync("jobs/job-1/status.json")), StringComparison.Ordinal);
        Assert.DoesNotContain(secret, Assert.Single(await harness.TakeAsync(QueueNames.Completed)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Records_SecretForAnIdOrAName_IsLeftOut()
    {
        await using var harness = await JobsHarness.CreateAsync(azurite);

        await harness.PlanAsync("""{"id":"AccountKey=c2VjcmV0","model":"tiny","count":1,"sig=c2VjcmV0":1,"SharedAccessKey=c2Vj\/cmV0c2VjcmV0":2}""");

        Assert.DoesNotContain("cmV0", System.Text.Encoding.UTF8.GetString(await harness.ReadAsync("rejected/message.json")), StringComparison.Ordinal);
        Assert.Null((await harness.RejectionAsync()).JobId);
        Assert.Equal(["rejected/message.json"], (await harness.BlobsAsync()).Keys);
    }

    /// <summary>A copy of a job's message that came too often says nothing to those who wait for the job itself.</summary>
    [Fact]
    public async Task PoisonedJob_JobHasEndedOrIsAnothers_IsNotTold()
    {
        await using var harness = await JobsHarness.CreateAsync(azurite, ("Diffusion:Batches:MaxGenerations", "0"));
        await harness.RunAsync(Request);
        await harness.CompletionsAsync();
        var before = await harness.BlobsAsync();

        await harness.Get<PoisonedJob>().HandleAsync(JsonSerializer.Serialize(Request, ContractsJson.Default.JobRequest), "same", CancellationToken.None);
        Assert.Equal(before, await harness.BlobsAsync());

        await harness.Get<PoisonedJob>().HandleAsync(JsonSerializer.Serialize(Request with { Seed = 5 }, ContractsJson.Default.JobRequest), "other", CancellationToken.None);
        Assert.Equal(before.Keys.Append("rejected/other.json").Order(StringComparer.Ordinal), (await harness.BlobsAsync()).Keys);
        Assert.Equal(JobState.Completed, (await harness.StatusAsync()).State);
        Assert.Empty(await harness.CompletionsAsync());
    }

    /// <summary>One of two lanes cannot be ended: the job is given up, and the other lane makes nothing more until the job is submitted again.</summary>
    [Fact]
    public async Task PoisonedBatch_JobIsGivenUp_OtherLanesStop()
    {
        await using var harness = await JobsHarness.CreateAsync(azurite);
        await harness.PlanAsync(Request);
        await harness.WriteAsync("results/job-1/manifest/00000001.jsonl", "mine");
        var messages = await harness.TakeAsync(QueueNames.Batches);
        var bad = Assert.Single(messages, message => message.Contains("\"batch\":1,", StringComparison.Ordinal));
        await Assert.ThrowsAsync<JobStateException>(() => harness.RunBatchAsync(bad));
        await harness.Get<PoisonedBatch>().HandleAsync(bad, "poison", CancellationToken.None);
        Assert.Equal(JobState.Failed, Assert.Single(await harness.CompletionsAsync()).State);
        harness.Models.Generated.Clear();

        await harness.RunBatchAsync(messages.Single(message => message != bad));

        Assert.Empty(harness.Models.Generated);
        Assert.Empty(await harness.TakeAsync(QueueNames.Batches));
        await harness.Get<JobContainer>().DeleteAsync("results/job-1/manifest/00000001.jsonl", CancellationToken.None);
        await harness.RunAsync(Request);
        Assert.Equal(JobState.Completed, Assert.Single(await harness.CompletionsAsync()).State);
    }

    [Fact]
    public async Task PoisonedBatch_JobIsDeletedBeforeItsLock_WritesNothing()
    {
        var calls = new StorageCalls();
        await using var harness = await JobsHarness.CreateAsync(azurite, [calls], ("Diffusion:Batches:MaxGenerations", "0"));
        await harness.PlanAsync(Request with { Count = 4 });
        var message = Assert.Single(await harness.TakeAsync(QueueNames.Batches));
        var isDeleted = 0;
        calls.Failure = request =>
        {
            if (request.Method.Method == "PUT" && request.Uri.PathAndQuery.EndsWith("/locks/job-1/00000000", StringComparison.Ordinal) && Interlocked.Exchange(ref isDeleted, 1) == 0)
            {
                harness.Get<JobDeletion>().DeleteAsync("job-1", CancellationToken.None).GetAwaiter().GetResult();
            }

            return null;
        };

        await harness.Get<PoisonedBatch>().HandleAsync(message, "poison", CancellationToken.None);

        Assert.Equal(1, isDeleted);
        Assert.Equal(["locks/job-1/00000000"], (await harness.BlobsAsync()).Keys);
    }
}
