using Diffusion.Contracts;
using Diffusion.Jobs.Tests.Harness;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Diffusion.Jobs.Tests.Status;

[Collection(AzuriteTests.Name)]
public sealed class ProgressWriterTests(AzuriteFixture azurite)
{
    private static readonly JobRequest Request = new() { Id = "job-1", Model = FakeModels.Tiny, Count = 4 };

    /// <summary>A host that stops must end within its grace, however long the storage takes.</summary>
    [Fact]
    public async Task DisposeAsync_StorageHangs_EndsSoon()
    {
        var calls = new StorageCalls();
        await using var harness = await JobsHarness.CreateAsync(azurite, [calls], ("Diffusion:Batches:DrainSeconds", "1"));
        await harness.PlanAsync(Request);
        var plan = await harness.Get<JobProgress>().ReadPlanAsync("results", "job-1", CancellationToken.None);
        var writer = new ProgressWriter(harness.Get<JobStatusBlob>(), harness.Get<IOptions<BatchOptions>>(), TimeProvider.System, NullLogger<ProgressWriter>.Instance, harness.Host);
        var begun = new TaskCompletionSource();
        calls.Wait = _ =>
        {
            begun.TrySetResult();
            return new TaskCompletionSource().Task;
        };
        writer.Report(plan, 0, 0, 1);
        await begun.Task;

        harness.Host.StopApplication();

        await writer.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10));
    }
}
