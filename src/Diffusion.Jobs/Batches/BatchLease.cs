using Azure;
using Azure.Storage.Blobs.Specialized;
using Diffusion.Contracts;

namespace Diffusion.Jobs;

/// <summary>
/// Lets one host at a time work on a batch. Renewed until it is disposed; a host that dies loses it after a while. It only
/// saves work: should two hosts hold a batch all the same, they write the same bytes.
/// </summary>
internal sealed class BatchLease : IAsyncDisposable
{
    private readonly BlobLeaseClient lease;
    private readonly CancellationTokenSource ended = new();
    private readonly Task renewing;

    private BatchLease(BlobLeaseClient lease, TimeSpan duration, bool isFirst, TimeProvider time)
    {
        this.lease = lease;
        IsFirst = isFirst;
        renewing = RenewAsync(duration, time);
    }

    /// <summary>Whether nobody has ever worked on the batch: nothing of it can be there.</summary>
    public bool IsFirst { get; }

    /// <summary>The lease; null while somebody else works on the batch.</summary>
    /// <param name="container">Where the lock is.</param>
    /// <param name="plan">The job.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="duration">How long a dead host keeps the batch, 15 to 60 s.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<BatchLease?> TryTakeAsync(JobContainer container, JobPlan plan, int batch, TimeSpan duration, TimeProvider time, CancellationToken cancellation)
    {
        var name = BlobNames.BatchLock(plan.JobId(), batch);
        var isFirst = await container.TryCreateAsync(name, BinaryData.FromString(""), BlobContent.Marker.Of(plan.JobHash), cancellation);
        var taken = await container.TryLeaseAsync(name, duration, cancellation);
        return taken is null ? null : new BatchLease(taken, duration, isFirst, time);
    }

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
            // Disposed, or lost: another host may begin the batch; see above.
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
