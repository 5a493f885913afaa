using Diffusion.Contracts;
using Diffusion.Jobs.Tests.Harness;
using Diffusion.Runtime;
using Microsoft.Extensions.Logging.Abstractions;

namespace Diffusion.Jobs.Tests.Devices;

[Collection(AzuriteTests.Name)]
public sealed class SickDeviceTests(AzuriteFixture azurite) : IDisposable
{
    private static readonly JobRequest Request = new() { Id = "job-1", Model = FakeModels.Tiny, Count = 4 };
    private readonly int status = Environment.ExitCode;

    public void Dispose() => Environment.ExitCode = status;

    [Fact]
    public async Task RunAsync_DeviceFailsOnce_IsGivenBackAndTheRestIsMade()
    {
        await using var harness = await JobsHarness.CreateAsync(azurite);
        await harness.PlanAsync(Request);
        harness.Models.Failure = request => request.ImageIndex > 1 && harness.Models.Released == 0 ? OutOfMemory() : null;

        await harness.RunBatchAsync(Assert.Single(await harness.TakeAsync(QueueNames.Batches)));

        Assert.Equal(1, harness.Models.Released);
        Assert.Equal<uint>([0, 1, 2, 2, 3, 3], harness.Models.Generated.Order());
        Assert.Equal(JobState.Completed, Assert.Single(await harness.CompletionsAsync()).State);
        Assert.Equal(status, Environment.ExitCode);
    }

    [Fact]
    public async Task RunAsync_DeviceFailsAgain_EndsTheProcessAndTheBatchComesAgain()
    {
        await using var harness = await JobsHarness.CreateAsync(azurite);
        await harness.PlanAsync(Request);
        harness.Models.Failure = request => request.ImageIndex > 1 ? OutOfMemory() : null;
        var message = Assert.Single(await harness.TakeAsync(QueueNames.Batches));

        await Assert.ThrowsAsync<ImageException>(() => harness.RunBatchAsync(message));

        Assert.Equal(SickDevice.ExitStatus, Environment.ExitCode);
        var error = JobsJson.Read(new BinaryData(await harness.ReadAsync("results/job-1/errors/00000000.json")), JobsJson.Default.BatchError);
        Assert.True(error.IsTransient);
        Assert.Equal(2, (await harness.BlobsAsync()).Keys.Count(name => name.Contains("/images/", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task StartingAsync_SickDevice_WaitsAndThenEndsTheProcess()
    {
        var time = new HurriedTime();
        var tries = 0;
        var gate = new DeviceGate(Microsoft.Extensions.Options.Options.Create(new ModelOptions()), new SickDevice(NullLogger<SickDevice>.Instance), time, NullLogger<DeviceGate>.Instance)
        {
            Test = _ => ++tries < 4 ? throw new DeviceException("sick") : DeviceTest.Run(DeviceChoice.Cpu),
        };

        await gate.StartingAsync(CancellationToken.None);
        Assert.Equal(4, tries);
        Assert.Equal(status, Environment.ExitCode);

        tries = int.MinValue;
        await Assert.ThrowsAsync<DeviceException>(() => gate.StartingAsync(CancellationToken.None));
        Assert.Equal(SickDevice.ExitStatus, Environment.ExitCode);
        Assert.Equal(int.MinValue + 6, tries);
    }

    private static ImageException OutOfMemory() => new("Image 3 of seed 0: step 2 failed on the device: Failed to allocate memory for requested buffer of size 1024") { IsTransient = true };

    /// <summary>Every wait is over at once.</summary>
    private sealed class HurriedTime : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, dueTime == Timeout.InfiniteTimeSpan ? dueTime : TimeSpan.Zero, period);
    }
}
