using System.Diagnostics;
using Azure.Identity;
using Diffusion.Jobs.Tests.Harness;

namespace Diffusion.Jobs.Tests.Storage;

[Collection(AzuriteTests.Name)]
public sealed class RenewedLeaseTests(AzuriteFixture azurite)
{
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(15);

    /// <summary>The identity's endpoint is late for a while: that is no reason for work that is done to fail.</summary>
    [Fact]
    public async Task DisposeAsync_RenewingFailedOnce_ThrowsNothing()
    {
        var (harness, calls) = await CreateAsync();
        await using var _ = harness;
        var tries = 0;
        var lease = (await RenewedLease.TryTakeAsync(harness.Get<JobContainer>(), "blob", Duration, new Fast(), CancellationToken.None))!;
        calls.Failure = request => request.Uri.Query.Contains("comp=lease", StringComparison.Ordinal) && Interlocked.Increment(ref tries) == 1 ? new AuthenticationFailedException("late") : null;

        await UntilAsync(() => Volatile.Read(ref tries) > 2);
        Assert.False(lease.IsLost);
        await lease.DisposeAsync();

        // It was held all the time, and is free again.
        await using var next = await RenewedLease.TryTakeAsync(harness.Get<JobContainer>(), "blob", Duration, TimeProvider.System, CancellationToken.None);
        Assert.NotNull(next);
    }

    [Fact]
    public async Task IsLost_SomebodyElseHasIt_IsTrue()
    {
        var (harness, _) = await CreateAsync();
        await using var all = harness;
        await using var lease = (await RenewedLease.TryTakeAsync(harness.Get<JobContainer>(), "blob", Duration, new Fast(), CancellationToken.None))!;
        Assert.False(lease.IsLost);

        await harness.BreakLeaseAsync("blob");
        await using var other = await RenewedLease.TryTakeAsync(harness.Get<JobContainer>(), "blob", Duration, TimeProvider.System, CancellationToken.None);

        Assert.NotNull(other);
        await UntilAsync(() => lease.IsLost);
    }

    [Fact]
    public async Task IsLost_ProcessStoodStill_IsTrue()
    {
        var (harness, _) = await CreateAsync();
        await using var all = harness;
        var time = new Late();
        await using var lease = (await RenewedLease.TryTakeAsync(harness.Get<JobContainer>(), "blob", Duration, time, CancellationToken.None))!;
        Assert.False(lease.IsLost);

        time.LateBy = Duration;

        Assert.True(lease.IsLost);
    }

    /// <summary>A host that stops must end within its grace, however long the storage takes.</summary>
    [Fact]
    public async Task DisposeAsync_StorageHangs_EndsSoon()
    {
        var (harness, calls) = await CreateAsync();
        await using var _ = harness;
        var lease = (await RenewedLease.TryTakeAsync(harness.Get<JobContainer>(), "blob", Duration, TimeProvider.System, CancellationToken.None))!;
        calls.Wait = _ => new TaskCompletionSource().Task;
        var clock = Stopwatch.StartNew();

        await lease.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));

        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 9);
    }

    private async Task<(JobsHarness Harness, StorageCalls Calls)> CreateAsync()
    {
        var calls = new StorageCalls();
        var harness = await JobsHarness.CreateAsync(azurite, [calls]);
        await harness.WriteAsync("blob", "");
        return (harness, calls);
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        for (var i = 0; !condition(); i++)
        {
            Assert.True(i < 500, "It did not happen within 10 s.");
            await Task.Delay(20);
        }
    }

    /// <summary>Timers run thirty times as fast.</summary>
    private sealed class Fast : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => base.CreateTimer(callback, state, dueTime / 30, period / 30);
    }

    private sealed class Late : TimeProvider
    {
        private long ticks;

        public TimeSpan LateBy
        {
            set => ticks = (long)(value.TotalSeconds * TimestampFrequency);
        }

        public override long GetTimestamp() => base.GetTimestamp() + ticks;
    }
}
