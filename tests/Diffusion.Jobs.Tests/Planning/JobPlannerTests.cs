using System.Text;
using System.Text.Json;
using Diffusion.Contracts;
using Diffusion.Jobs.Tests.Harness;

namespace Diffusion.Jobs.Tests.Planning;

[Collection(AzuriteTests.Name)]
public sealed class JobPlannerTests(AzuriteFixture azurite)
{
    private static readonly JobRequest Request = new() { Id = "job-1", Model = FakeModels.Tiny, Count = 18, Prefix = "team/run" };

    [Fact]
    public async Task PlanAsync_GoodJob_WritesItsPlanAndQueuesOneBatchALane()
    {
        await using var harness = await JobsHarness.CreateAsync(azurite);

        await harness.PlanAsync(Request);

        Assert.Equal(["jobs/job-1/claim.json", "team/run/job-1/job.json", "team/run/job-1/plan.json"], (await harness.WorkAsync()).Keys.Order(StringComparer.Ordinal));
        var batches = await BatchesAsync(harness);
        Assert.Equal([(0, 0, 4), (1, 4, 4)], batches.Select(batch => (batch.Batch, batch.First, batch.Count)).Order());
        Assert.All(batches, batch => Assert.Equal(harness.Models.Hash, batch.ModelHash));
        Assert.Equal(JobHash.Of(Request), batches[0].JobHash);
        Assert.Equal(Request, JsonSerializer.Deserialize(await harness.ReadAsync("team/run/job-1/job.json"), ContractsJson.Default.JobRequest));
    }

    [Fact]
    public async Task PlanAsync_Messages_NeverExpire()
    {
        await using var harness = await JobsHarness.CreateAsync(azurite);

        await harness.PlanAsync(Request);

        var message = (await harness.Queue(QueueNames.Batches).PeekMessageAsync()).Value;
        Assert.True(message.ExpiresOn > DateTimeOffset.UtcNow.AddYears(100), $"{message.ExpiresOn}");
    }

    [Fact]
    public async Task PlanAsync_SameJobTwice_ChangesNoBlob()
    {
        await using var harness = await JobsHarness.CreateAsync(azurite);
        await harness.PlanAsync(Request);
        var before = await harness.BlobsAsync();

        await harness.PlanAsync(Request, "second");

        Assert.Equal(before, await harness.BlobsAsync());
    }

    [Fact]
    public async Task PlanAsync_SameIdOtherContent_IsRejectedAndTouchesNothing()
    {
        await using var harness = await JobsHarness.CreateAsync(azurite);
        await harness.PlanAsync(Request);
        await harness.TakeAsync(QueueNames.Batches);
        var before = await harness.BlobsAsync();

        await harness.PlanAsync(Request with { Seed = 5 }, "second");

        Assert.Equal(before.Keys.Append("rejected/second.json").Order(StringComparer.Ordinal), (await harness.BlobsAsync()).Keys);
        Assert.Equal(JobState.Queued, (await harness.StatusAsync()).State);
        Assert.Equal("id", Assert.Single((await harness.RejectionAsync("second")).Problems).Field);
        Assert.Empty(await harness.TakeAsync(QueueNames.Batches));

        // Whoever waits for the first job hears nothing of it.
        Assert.Empty(await harness.CompletionsAsync());
    }

    [Fact]
    public async Task PlanAsync_AgainAfterTheEnd_ChangesNothing()
    {
        await using var harness = await JobsHarness.CreateAsync(azurite);
        harness.Models.Failure = _ => new Diffusion.Runtime.ImageException("not a number");
        await harness.RunAsync(Request);
        var before = await harness.BlobsAsync();

        await harness.PlanAsync(Request, "second");

        Assert.Equal(before, await harness.BlobsAsync());
        Assert.Equal(JobState.Failed, (await harness.StatusAsync()).State);
    }

    [Fact]
    public async Task PlanAsync_ModelHasChangedSince_KeepsTheFirstPlan()
    {
        await using var harness = await JobsHarness.CreateAsync(azurite);
        await harness.PlanAsync(Request);
        await harness.TakeAsync(QueueNames.Batches);
        var first = harness.Models.Hash;
        harness.Models.Hash = new string('b', 64);

        await harness.PlanAsync(Request);

        Assert.All(await BatchesAsync(harness), batch => Assert.Equal(first, batch.ModelHash));
    }

    [Fact]
    public async Task PlanAsync_ModelIsGoneSince_GoesOnFromThePlan()
    {
        await using var harness = await JobsHarness.CreateAsync(azurite);
        await harness.PlanAsync(Request);
        await harness.TakeAsync(QueueNames.Batches);
        harness.Models.IsGone = true;

        await harness.PlanAsync(Request);

        Assert.Equal(2, (await BatchesAsync(harness)).Count);
        Assert.Empty(await harness.CompletionsAsync());
    }

    [Fact]
    public async Task PlanAsync_AllBatchesDoneAndFinisherDied_FinishesTheJob()
    {
        await using var harness = await JobsHarness.CreateAsync(azurite);
        await harness.PlanAsync(Request with { Count = 1 });
        await harness.TakeAsync(QueueNames.Batches);
        var plan = await harness.Get<JobProgress>().ReadPlanAsync(Request.Prefix, "job-1", CancellationToken.None);
        await harness.Get<BatchEnd>().WriteManifestAsync(plan, 0, [JobImage.Record(plan, 0) with { Error = "none" }], CancellationToken.None);

        await harness.PlanAsync(Request with { Count = 1 });

        Assert.Equal(JobState.Failed, Assert.Single(await harness.CompletionsAsync()).State);
    }

    [Theory]
    [InlineData("team/run/job-1")]
    [InlineData("team/run/job-1/manifest")]
    public async Task PlanAsync_PrefixInsideAnotherJobsFolder_IsRejected(string prefix)
    {
        await using var harness = await JobsHarness.CreateAsync(azurite);
        await harness.PlanAsync(Request);
        await harness.TakeAsync(QueueNames.Batches);

        await harness.PlanAsync(Request with { Id = "images", Prefix = prefix }, "inner");

        Assert.Equal("prefix", Assert.Single((await harness.RejectionAsync("inner")).Problems).Field);
        Assert.DoesNotContain((await harness.BlobsAsync()).Keys, name => name.StartsWith(prefix + "/images/", StringComparison.Ordinal));
        Assert.Empty(await harness.TakeAsync(QueueNames.Batches));
    }

    [Theory]
    [InlineData("job.json", "mine")]
    [InlineData("plan.json", "mine")]
    [InlineData("plan.json", "{}")]
    public async Task PlanAsync_ForeignBlobInTheWay_IsRejectedAndLeavesIt(string name, string content)
    {
        await using var harness = await JobsHarness.CreateAsync(azurite);
        await harness.WriteAsync("team/run/job-1/" + name, content);

        await harness.PlanAsync(Request);

        Assert.Contains(name, Assert.Single((await harness.RejectionAsync()).Problems).Limit, StringComparison.Ordinal);
        Assert.Equal(content, Encoding.UTF8.GetString(await harness.ReadAsync("team/run/job-1/" + name)));
        Assert.Empty(await harness.TakeAsync(QueueNames.Batches));
    }

    [Fact]
    public async Task PlanAsync_HalfRunJob_GoesOnWhereItWas()
    {
        await using var harness = await JobsHarness.CreateAsync(azurite);
        await harness.PlanAsync(Request);
        await harness.RunBatchAsync((await harness.TakeAsync(QueueNames.Batches))[0]);
        await harness.TakeAsync(QueueNames.Batches);

        await harness.PlanAsync(Request);

        Assert.Equal([1, 2], (await BatchesAsync(harness)).Select(batch => batch.Batch).Order());
    }

    [Fact]
    public async Task PlanAsync_BadJob_IsRecordedWithAllProblemsAndTold()
    {
        await using var harness = await JobsHarness.CreateAsync(azurite);

        await harness.PlanAsync("""{"id":"bad-1","model":"nobody","count":0,"colour":1}""");

        Assert.Equal(["jobs/bad-1/status.json", "rejected/message.json"], (await harness.BlobsAsync()).Keys);
        Assert.Equal(JobState.Rejected, (await harness.StatusAsync("bad-1")).State);
        var record = await harness.RejectionAsync();
        Assert.Equal(["colour", "count", "model"], record.Problems.Select(problem => problem.Field).Order());
        var completion = Assert.Single(await harness.CompletionsAsync());
        Assert.Equal(("bad-1", JobState.Rejected, "rejected/message.json"), (completion.JobId, completion.State, completion.Record));
        Assert.Equal(3, completion.Reasons.Count);
        Assert.Empty(await harness.TakeAsync(QueueNames.Batches));
    }

    [Theory]
    [InlineData("hello")]
    [InlineData("{\"count\":")]
    [InlineData("[]")]
    public async Task PlanAsync_NotAJob_IsRecordedOnly(string message)
    {
        await using var harness = await JobsHarness.CreateAsync(azurite);

        await harness.PlanAsync(message);

        Assert.Equal(message, (await harness.RejectionAsync()).Message);
        Assert.Empty(await harness.CompletionsAsync());
    }

    /// <summary>Whoever sent it waits for the id that follows from its message.</summary>
    [Theory]
    [InlineData("""{"model":"nobody","count":1}""")]
    [InlineData("""{"model":"tiny"}""")]
    [InlineData("""{"jobBlob":"inbox/none.json"}""")]
    public async Task PlanAsync_BadJobWithoutId_IsToldByItsMessage(string message)
    {
        await using var harness = await JobsHarness.CreateAsync(azurite);

        await harness.PlanAsync(message);

        var id = JobId.FromMessage("message");
        Assert.Equal(JobState.Rejected, (await harness.StatusAsync(id)).State);
        Assert.Equal(id, (await harness.RejectionAsync()).JobId);
        Assert.Equal((id, JobState.Rejected), Assert.Single((await harness.CompletionsAsync()).Select(completion => (completion.JobId, completion.State))));
    }

    [Fact]
    public async Task PlanAsync_CancelledWhileItIsPlanned_DoesNotCountAsLive()
    {
        var calls = new StorageCalls();
        await using var harness = await JobsHarness.CreateAsync(azurite, [calls]);
        await harness.Get<JobSubmission>().SubmitAsync(Request, CancellationToken.None);
        calls.Failure = request =>
        {
            if (request.Method.Method == "PUT" && request.Uri.Path.EndsWith("/claim.json", StringComparison.Ordinal))
            {
                harness.Get<JobCancellation>().CancelAsync("job-1", CancellationToken.None).GetAwaiter().GetResult();
            }

            return null;
        };

        await harness.PlanAsync(Request);

        Assert.Equal(JobState.Cancelled, (await harness.StatusAsync()).State);
        Assert.Empty(await harness.TakeAsync(QueueNames.Batches));
        Assert.DoesNotContain((await harness.BlobsAsync()).Keys, name => name.StartsWith("submitters/", StringComparison.Ordinal));
    }

    /// <summary>The planner says that the job waits after whoever cancelled it has told everybody.</summary>
    [Fact]
    public async Task PlanAsync_CancelledBeforeItsStatusIsWritten_StaysCancelled()
    {
        var calls = new StorageCalls();
        await using var harness = await JobsHarness.CreateAsync(azurite, [calls]);
        await harness.Get<JobSubmission>().SubmitAsync(Request, CancellationToken.None);
        var message = Assert.Single(await harness.TakeAsync(QueueNames.Jobs));
        calls.BeforeFirst("PUT", "status.json", () => harness.Get<JobCancellation>().CancelAsync("job-1", CancellationToken.None));

        await harness.PlanAsync(message);

        Assert.Equal(JobState.Cancelled, (await harness.StatusAsync()).State);
        Assert.Empty(await harness.TakeAsync(QueueNames.Batches));
        Assert.Single(await harness.CompletionsAsync());
    }

    [Fact]
    public async Task PlanAsync_DeletedBeforeItsStatusIsWritten_LeavesNothing()
    {
        var calls = new StorageCalls();
        await using var harness = await JobsHarness.CreateAsync(azurite, [calls]);
        calls.BeforeFirst("PUT", "status.json", () => harness.Get<JobDeletion>().DeleteAsync("job-1", CancellationToken.None));

        await harness.PlanAsync(Request);

        Assert.Empty(await harness.BlobsAsync());
        Assert.Empty(await harness.TakeAsync(QueueNames.Batches));
    }

    /// <summary>What went wrong before says nothing of a message whose hosts vanish later.</summary>
    [Fact]
    public async Task PlanAsync_AfterAFailedAttempt_ForgetsItsError()
    {
        var calls = new StorageCalls();
        await using var harness = await JobsHarness.CreateAsync(azurite, [calls]);
        calls.Failure = request => request.Uri.Path.EndsWith("plan.json", StringComparison.Ordinal) ? new InvalidOperationException("broken") : null;
        await Assert.ThrowsAsync<InvalidOperationException>(() => harness.PlanAsync(Request));
        Assert.Contains(BlobNames.Planning("job-1"), (await harness.BlobsAsync()).Keys);
        calls.Failure = _ => null;

        await harness.PlanAsync(Request);

        Assert.DoesNotContain(BlobNames.Planning("job-1"), (await harness.BlobsAsync()).Keys);
    }

    [Fact]
    public async Task PlanAsync_MessageOf60Kilobytes_IsRejectedWithTheLimit()
    {
        await using var harness = await JobsHarness.CreateAsync(azurite);

        await harness.PlanAsync($$"""{"id":"large","model":"tiny","count":1,"labels":[{{string.Join(',', Enumerable.Repeat("\"disc\"", 60 * 1024 / 7))}}]}""");

        var problem = Assert.Single((await harness.RejectionAsync()).Problems);
        Assert.Equal("message", problem.Field);
        Assert.Contains("49152", problem.Limit, StringComparison.Ordinal);
        Assert.Equal("large", Assert.Single(await harness.CompletionsAsync()).JobId);
    }

    [Fact]
    public async Task PlanAsync_JobInABlob_IsPlanned()
    {
        await using var harness = await JobsHarness.CreateAsync(azurite);
        await harness.WriteAsync("inbox/big.json", JsonSerializer.Serialize(Request, ContractsJson.Default.JobRequest));

        await harness.PlanAsync("""{"jobBlob":"inbox/big.json"}""");

        Assert.Equal(2, (await BatchesAsync(harness)).Count);
    }

    [Theory]
    [InlineData("inbox/none.json", null)]
    [InlineData("inbox/again.json", """{"jobBlob":"inbox/again.json"}""")]
    [InlineData("inbox/text.json", "hello")]
    public async Task PlanAsync_BadJobBlob_IsRejected(string name, string? content)
    {
        await using var harness = await JobsHarness.CreateAsync(azurite);
        if (content is not null)
        {
            await harness.WriteAsync(name, content);
        }

        await harness.PlanAsync($$"""{"jobBlob":"{{name}}"}""");

        Assert.Single((await harness.RejectionAsync()).Problems);
    }

    [Fact]
    public async Task PlanAsync_Base64WithoutId_IsNamedByItsMessage()
    {
        await using var harness = await JobsHarness.CreateAsync(azurite);
        var message = Convert.ToBase64String(Encoding.UTF8.GetBytes("""{"model":"tiny","count":1}"""));

        await harness.PlanAsync(message, "5f3c");
        await harness.PlanAsync(message, "5f3c");

        Assert.Equal(JobId.FromMessage("5f3c"), (await BatchesAsync(harness))[0].JobId);
        Assert.Equal(3, (await harness.WorkAsync()).Count);
    }

    private static async Task<IReadOnlyList<BatchMessage>> BatchesAsync(JobsHarness harness) =>
        [.. (await harness.TakeAsync(QueueNames.Batches)).Select(text => JsonSerializer.Deserialize(text, ContractsJson.Default.BatchMessage)!)];
}
