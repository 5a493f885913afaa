using Azure;
using Azure.Storage.Blobs.Specialized;

namespace Diffusion.Jobs;

/// <summary>A lease on a blob that is renewed until it is disposed. Whoever dies loses it after its duration.</summary>
internal sealed class RenewedLease : IAsyncDisposable
{
    private readonly BlobLeaseClient lease;
    private readonly CancellationTokenSource ended = new();
    private readonly Task renewing;

    private RenewedLease(BlobLeaseClient lease, TimeSpan duration, TimeProvider time)
    {
        this.lease = lease;
        renewing = RenewAsync(duration, time);
    }

    /// <summary>The lease; null while somebody else has it.</summary>
    /// <param name="container">Where the blob is.</param>
    /// <param name="name">The blob.</param>
    /// <param name="duration">How long whoever dies keeps it, 15 to 60 s.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<RenewedLease?> TryTakeAsync(JobContainer container, string name, TimeSpan duration, TimeProvider time, CancellationToken cancellation) =>
        await container.TryLeaseAsync(name, duration, cancellation) is { } taken ? new RenewedLease(taken, duration, time) : null;

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await ended.CancelAsync();
        await renewing;
        ended.Dispose();
        try
        {
            await lease.ReleaseAsync(cancellationToken: CancellationToken.None);
        }
        catch (Exception exception) when (exception is RequestFailedException || TransientFailure.Is(exception))
        {
            // It ends by itself, or has ended.
        }
    }

    private async Task RenewAsync(TimeSpan duration, TimeProvider time)
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
        catch (Exception exception) when (ended.IsCancellationRequested || exception is RequestFailedException or AggregateException)
        {
            // Disposed, or lost: somebody else may have it.
        }
    }

    private async Task TryRenewAsync()
    {
        try
        {
            await lease.RenewAsync(cancellationToken: ended.Token);
        }
        catch (Exception exception) when (!ended.IsCancellationRequested && TransientFailure.Is(exception))
        {
            // Again with the next tick.
        }
    }
}
