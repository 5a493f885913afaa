using Diffusion.Contracts;

namespace Diffusion.Jobs;

/// <summary>Looks every so often whether a running batch's job was cancelled, beside the work and never in its way.</summary>
internal sealed class CancellationWatch : IAsyncDisposable
{
    // A job is cancelled before it is deleted: this is for what comes too late to see that.
    private const int LooksAtTheClaim = 10;

    private readonly CancellationTokenSource source;
    private readonly CancellationTokenSource ended = new();
    private readonly Task watching;

    private CancellationWatch(JobEnds ends, JobPlan plan, TimeSpan interval, TimeProvider time, CancellationToken stopping)
    {
        source = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        watching = WatchAsync(ends, plan, interval, time);
    }

    /// <summary>Cancelled when the job is, and when the host stops.</summary>
    public CancellationToken Token => source.Token;

    /// <summary>Whether the job was cancelled.</summary>
    public bool IsJobCancelled { get; private set; }

    public static CancellationWatch Start(JobEnds ends, JobPlan plan, TimeSpan interval, TimeProvider time, CancellationToken stopping) =>
        new(ends, plan, interval, time, stopping);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await ended.CancelAsync();
        await watching;
        source.Dispose();
        ended.Dispose();
    }

    private async Task WatchAsync(JobEnds ends, JobPlan plan, TimeSpan interval, TimeProvider time)
    {
        var looks = 0;
        using var timer = new PeriodicTimer(interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(ended.Token))
            {
                if (await TryAsync(() => IsCancelledAsync(ends, plan)) || (++looks % LooksAtTheClaim == 0 && await TryAsync(() => IsDeletedAsync(ends, plan))))
                {
                    IsJobCancelled = true;
                    await source.CancelAsync();
                    return;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed.
        }
    }

    private async Task<bool> IsCancelledAsync(JobEnds ends, JobPlan plan) =>
        await ends.TryReadAsync(plan.JobId(), plan.JobHash, ended.Token) is { State: JobState.Cancelled };

    private async Task<bool> IsDeletedAsync(JobEnds ends, JobPlan plan) => !await ends.IsClaimedAsync(plan, ended.Token);

    private static async Task<bool> TryAsync(Func<Task<bool>> look)
    {
        try
        {
            return await look();
        }
        catch (Exception)
        {
            // The storage has a bad minute, or the watch is over (which the storage client tells in several ways): the next look tells.
            return false;
        }
    }
}
