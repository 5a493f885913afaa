using System.Text.Json;
using Diffusion.Contracts;
using Diffusion.Jobs.Tests.Harness;
using Xunit.Abstractions;

namespace Diffusion.Jobs.Tests.Planning;

/// <summary>A job of a million images: what it costs to plan, to go on with and to end.</summary>
[Collection(AzuriteTests.Name)]
public sealed class LargeJobTests(AzuriteFixture azurite, ITestOutputHelper output)
{
    private const int Window = 16;
    private static readonly JobRequest Request = new() { Id = "large", Model = FakeModels.Tiny, Count = 1_000_000 };
    private static readonly (string Key, string Value)[] Settings =
        [("Diffusion:Limits:MaxImages", "1000000"), ("Diffusion:Batches:Size", "32"), ("Diffusion:Batches:Window", $"{Window}")];

    [Fact]
    public async Task PlanAsync_MillionImages_CostsAWindow()
    {
        var calls = new StorageCalls();
        await using var harness = await JobsHarness.CreateAsync(azurite, [calls], Settings);
        calls.Clear();

        await harness.PlanAsync(Request);

        output.WriteLine($"planning a million images: {calls.Seen.Count} storage calls, {Window} of them messages");
        Assert.InRange(calls.Seen.Count, Window, Window + 20);
        Assert.DoesNotContain(calls.Seen, call => call.Contains("comp=list", StringComparison.Ordinal) && call.Contains("manifest", StringComparison.Ordinal));
        Assert.Equal(Enumerable.Range(0, Window), (await BatchesAsync(harness)).Select(batch => batch.Batch).Order());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(15)]
    public async Task PlanAsync_KilledHalfWayThroughItsMessages_GoesOn(int sent)
    {
        var calls = new StorageCalls();
        await using var harness = await JobsHarness.CreateAsync(azurite, [calls], Settings);
        var left = sent;
        calls.Failure = request => IsBatch(request) && left-- == 0 ? new InvalidOperationException("killed") : null;
        await Assert.ThrowsAsync<InvalidOperationException>(() => harness.PlanAsync(Request));
        calls.Failure = _ => null;
        calls.Clear();

        await harness.PlanAsync(Request);

        var batches = await BatchesAsync(harness);
        Assert.InRange(calls.Seen.Count, Window, Window + 20);
        Assert.Equal(Enumerable.Range(0, Window), batches.Select(batch => batch.Batch).Distinct().Order());
        Assert.Equal(Window + sent, batches.Count);
    }

    /// <summary>Every batch twice, as a planner that was killed leaves them: each image is made once, and each lane stays one.</summary>
    [Fact]
    public async Task RunAsync_BatchesOfAKilledPlanner_AreMadeOnce()
    {
        await using var harness = await JobsHarness.CreateAsync(azurite, [.. Settings, ("Diffusion:Batches:Size", "1")]);
        await harness.PlanAsync(Request with { Count = 24 });
        await harness.PlanAsync(Request with { Count = 24 });

        await harness.DrainAsync();

        Assert.Equal(Enumerable.Range(0, 24).Select(index => (uint)index), harness.Models.Generated.Order());
        Assert.Single(await harness.CompletionsAsync());
    }

    [Fact]
    public async Task PlanAsync_SmallJobBehindAMillionImages_StartsWithinTheWindow()
    {
        await using var harness = await JobsHarness.CreateAsync(azurite, Settings);
        await harness.PlanAsync(Request);
        await harness.PlanAsync(Request with { Id = "small", Count = 1 });

        var order = await BatchesAsync(harness);

        Assert.Equal(Window, order.TakeWhile(batch => batch.JobId != "small").Count());

        // And while the large one goes on: its lanes queue behind what has come since.
        await harness.RunBatchAsync(JsonSerializer.Serialize(order[0], ContractsJson.Default.BatchMessage));
        await harness.PlanAsync(Request with { Id = "small-2", Count = 1 });
        await harness.RunBatchAsync(JsonSerializer.Serialize(order[1], ContractsJson.Default.BatchMessage));
        Assert.Equal(["large", "small-2", "large"], (await BatchesAsync(harness)).Select(batch => batch.JobId));
    }

    [Fact]
    public async Task TryFinishAsync_ByEachLane_CostsACallForEachBatch()
    {
        var calls = new StorageCalls();
        await using var harness = await JobsHarness.CreateAsync(azurite, [calls], [.. Settings, ("Diffusion:Batches:Size", "1"), ("Diffusion:Batches:Window", "4")]);
        await harness.PlanAsync(Request with { Count = 100 });
        var plan = await harness.Get<JobProgress>().ReadPlanAsync("results", "large", CancellationToken.None);
        await Parallel.ForEachAsync(Enumerable.Range(0, 100), async (batch, cancellation) =>
            await harness.Get<BatchEnd>().WriteManifestAsync(plan, batch, [JobImage.Record(plan, batch) with { Error = "none" }], cancellation));

        calls.Clear();
        for (var lane = 0; lane < 4; lane++)
        {
            Assert.True(await harness.Get<JobFinisher>().TryFinishAsync(plan, CancellationToken.None));
        }

        output.WriteLine($"ending a job of 100 batches, by each of its 4 lanes: {calls.Seen.Count} storage calls");
        Assert.InRange(calls.Seen.Count, 100, 100 + 30);
        Assert.Equal(JobState.Failed, (await harness.StatusAsync("large")).State);
    }

    [Fact]
    public async Task RunAsync_Batch_CostsAFewCallsBesideItsImages()
    {
        var calls = new StorageCalls();
        await using var harness = await JobsHarness.CreateAsync(azurite, [calls], [.. Settings, ("Diffusion:Batches:Size", "8"), ("Diffusion:Batches:Window", "1"), ("Diffusion:Batches:StatusSeconds", "600"), ("Diffusion:Batches:CancelSeconds", "60")]);
        await harness.PlanAsync(Request with { Count = 40 });
        calls.Clear();

        await harness.DrainAsync();

        var images = calls.Seen.Count(call => call.Contains("/images/", StringComparison.Ordinal));
        output.WriteLine($"5 batches of 8 images: {images} calls for images, {calls.Seen.Count - images} for all else");
        Assert.InRange(images, 40, 40 + 40);
        Assert.InRange(calls.Seen.Count - images, 5, (5 * 14) + 40);
    }

    private static bool IsBatch(Azure.Core.Request request) =>
        request.Method.Method == "POST" && request.Uri.Path.Contains($"{QueueNames.Batches}/messages", StringComparison.Ordinal);

    private static async Task<IReadOnlyList<BatchMessage>> BatchesAsync(JobsHarness harness) =>
        [.. (await harness.TakeAsync(QueueNames.Batches)).Select(text => JsonSerializer.Deserialize(text, ContractsJson.Default.BatchMessage)!)];
}
