using Azure;
using Azure.Storage.Blobs.Specialized;

namespace Diffusion.Jobs;

/// <summary>A lease on a blob that is renewed until it is disposed. Whoever dies loses it after its duration.</summary>
internal sealed class RenewedLease : IAsyncDisposable
{
    // It ends by itself: a host that stops while the storage hangs does not wait for it.
    private static readonly TimeSpan ReleasePatience = TimeSpan.FromSeconds(5);

    private readonly BlobLeaseClient lease;
    private readonly TimeSpan duration;
    private readonly TimeProvider time;
    private readonly CancellationTokenSource ended = new();
    private readonly Task renewing;
    private long renewed;
    private volatile bool isTaken;

    private RenewedLease(BlobLeaseClient lease, TimeSpan duration, TimeProvider time, long taken)
    {
        (this.lease, this.duration, this.time, renewed) = (lease, duration, time, taken);
        renewing = RenewAsync();
    }

    /// <summary>Whether somebody else may have it: it could not be renewed, or this process stood still for too long.</summary>
    public bool IsLost => isTaken || time.GetElapsedTime(Interlocked.Read(ref renewed)) >= duration;

    /// <summary>The lease; null while somebody else has it.</summary>
    /// <param name="container">Where the blob is.</param>
    /// <param name="name">The blob.</param>
    /// <param name="duration">How long whoever dies keeps it, 15 to 60 s.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<RenewedLease?> TryTakeAsync(JobContainer container, string name, TimeSpan duration, TimeProvider time, CancellationToken cancellation)
    {
        var before = time.GetTimestamp();
        return await container.TryLeaseAsync(name, duration, cancellation) is { } taken ? new RenewedLease(taken, duration, time, before) : null;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await ended.CancelAsync();
        await renewing;
        ended.Dispose();
        try
        {
            using var patience = new CancellationTokenSource(ReleasePatience);
            await lease.ReleaseAsync(cancellationToken: patience.Token);
        }
        catch (Exception exception) when (exception is RequestFailedException or OperationCanceledException || TransientFailure.Is(exception))
        {
            // It ends by itself, or has ended.
        }
    }

    private async Task RenewAsync()
    {
        // Three tries before it ends: one that fails is not the end of the lease.
        using var timer = new PeriodicTimer(duration / 4, time);
        try
        {
            while (await timer.WaitForNextTickAsync(ended.Token))
            {
                await TryRenewAsync();
            }
        }
        catch (Exception)
        {
            // Disposed, or lost. The work goes on either way: it can be done twice.
            isTaken = !ended.IsCancellationRequested;
        }
    }

    private async Task TryRenewAsync()
    {
        try
        {
            var before = time.GetTimestamp();
            await lease.RenewAsync(cancellationToken: ended.Token);
            Interlocked.Exchange(ref renewed, before);
        }
        catch (Exception exception) when (!ended.IsCancellationRequested && TransientFailure.Is(exception))
        {
            // Again with the next tick.
        }
    }
}
