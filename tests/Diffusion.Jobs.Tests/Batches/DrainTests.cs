using Diffusion.Contracts;
using Diffusion.Jobs.Tests.Harness;

namespace Diffusion.Jobs.Tests.Batches;

/// <summary>A host that is asked to stop while it works on a batch.</summary>
[Collection(AzuriteTests.Name)]
public sealed class DrainTests(AzuriteFixture azurite)
{
    private static readonly JobRequest Request = new() { Id = "job-1", Model = FakeModels.Tiny, Count = 4 };

    [Fact]
    public async Task RunAsync_HostStops_KeepsWhatIsReadyAndGivesTheBatchBack()
    {
        await using var undisturbed = await JobsHarness.CreateAsync(azurite);
        await undisturbed.RunAsync(Request);
        var calls = new StorageCalls();
        await using var harness = await JobsHarness.CreateAsync(azurite, [calls], ("Diffusion:Batches:DrainSeconds", "60"));
        await harness.PlanAsync(Request);
        var message = Assert.Single(await harness.TakeAsync(QueueNames.Batches));

        // Two images are ready and on their way to the storage when the host is asked to stop; the others are in the engine.
        using var stop = new CancellationTokenSource();
        var gate = new TaskCompletionSource();
        harness.Models.GateOf = index => index < 2 ? Task.CompletedTask : gate.Task;
        calls.Failure = request =>
        {
            if (request.Method.Method == "PUT" && request.Uri.Path.Contains("/images/", StringComparison.Ordinal))
            {
                stop.Cancel();
            }

            return null;
        };
        var running = harness.Get<BatchRunner>().RunAsync(message, "batch", stop.Token);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running.WaitAsync(TimeSpan.FromSeconds(120)));

        Assert.Equal(2, (await harness.BlobsAsync()).Keys.Count(name => name.Contains("/images/", StringComparison.Ordinal)));
        Assert.DoesNotContain("results/job-1/errors/00000000.json", (await harness.BlobsAsync()).Keys);

        // Another host takes it at once, and makes the rest.
        harness.Models.GateOf = null;
        harness.Models.Generated.Clear();
        Assert.True(await harness.Get<BatchRunner>().RunAsync(System.Text.Json.JsonSerializer.Deserialize(message, ContractsJson.Default.BatchMessage)!, CancellationToken.None));
        Assert.Equal<uint>([2, 3], harness.Models.Generated.Order());
        Assert.Equal(await undisturbed.ReadAsync("results/job-1/manifest.jsonl"), await harness.ReadAsync("results/job-1/manifest.jsonl"));
    }
}
