using Azure;
using Azure.Identity;
using Diffusion.Contracts;
using Diffusion.Jobs.Tests.Harness;
using Diffusion.Runtime;

namespace Diffusion.Jobs.Tests.Storage;

[Collection(AzuriteTests.Name)]
public sealed class TransientStorageTests(AzuriteFixture azurite)
{
    private static readonly JobRequest Request = new() { Id = "job-1", Model = FakeModels.Tiny, Count = 18 };

    /// <summary>One call in five fails, by an answer of the service or by a cut connection; calls are tried again, and nobody notices.</summary>
    [Fact]
    public async Task RunAsync_StorageHasABadMinute_TheJobIsAsOnAQuietDay()
    {
        await using var undisturbed = await JobsHarness.CreateAsync(azurite);
        await undisturbed.RunAsync(Request);
        var calls = new StorageCalls();
        await using var harness = await JobsHarness.CreateAsync(azurite, [calls]);
        var (seen, failed) = (0, 0);
        calls.Answer = _ => Interlocked.Increment(ref seen) % 10 == 3 && Interlocked.Increment(ref failed) > 0 ? 500 + (3 * (seen % 2)) : null;
        calls.Failure = _ => Volatile.Read(ref seen) % 10 == 7 && Interlocked.Increment(ref failed) > 0 && Interlocked.Increment(ref seen) > 0 ? new IOException("cut") : null;

        await harness.RunAsync(Request);

        Assert.True(failed > 20, $"{failed} of {seen}: {string.Join("; ", calls.Seen)}");
        Assert.Equal(await undisturbed.ReadAsync("results/job-1/manifest.jsonl"), await harness.ReadAsync("results/job-1/manifest.jsonl"));
        Assert.Equal(18, harness.Models.Count);
        Assert.Single(await harness.CompletionsAsync());
        Assert.DoesNotContain((await harness.BlobsAsync()).Keys, name => name.Contains("/errors/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task RunAsync_StorageIsGone_TheBatchComesAgainAndIsNotToBlame()
    {
        var calls = new StorageCalls();
        await using var harness = await JobsHarness.CreateAsync(azurite, [calls], ("Diffusion:Storage:MaxRetries", "1"));
        await harness.PlanAsync(Request with { Count = 4 });
        var message = Assert.Single(await harness.TakeAsync(QueueNames.Batches));
        calls.Answer = request => request.Uri.Path.Contains("/images/", StringComparison.Ordinal) ? 503 : null;
        await Assert.ThrowsAnyAsync<Exception>(() => harness.RunBatchAsync(message));
        calls.Answer = _ => null;

        await harness.Get<PoisonedBatch>().HandleAsync(message, "poison", CancellationToken.None);
        Assert.Empty(await harness.CompletionsAsync());
        await harness.RunBatchAsync(message);

        Assert.Equal(JobState.Completed, Assert.Single(await harness.CompletionsAsync()).State);
    }

    [Fact]
    public void Is_WhatMayPass_IsTold()
    {
        Assert.True(TransientFailure.Is(new RequestFailedException(503, "busy")));
        Assert.True(TransientFailure.Is(new RequestFailedException(0, "no connection")));
        Assert.True(TransientFailure.Is(new AggregateException(new RequestFailedException(500, "a"), new IOException("b"))));
        Assert.True(TransientFailure.Is(new ImageException("the device") { IsTransient = true }));
        Assert.True(TransientFailure.Is(new AuthenticationFailedException("the identity's endpoint is late")));
        Assert.True(TransientFailure.Is(new CredentialUnavailableException("no answer yet")));
        Assert.False(TransientFailure.Is(new JobStateException("out of memory/job-1/plan.json is there")));
        Assert.True(TransientFailure.Is(new RequestFailedException(403, "the role has not come yet")));
        Assert.False(TransientFailure.Is(new RequestFailedException(404, "none")));
        Assert.False(TransientFailure.Is(new ImageException("not a number")));
        Assert.False(TransientFailure.Is(new JobStateException("in the way")));
        Assert.False(TransientFailure.Is(new AggregateException()));
        Assert.False(TransientFailure.Is(new AggregateException(new RequestFailedException(500, "a"), new FormatException())));
    }
}
