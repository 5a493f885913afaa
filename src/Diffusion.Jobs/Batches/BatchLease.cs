using Azure;
using Azure.Storage.Blobs.Specialized;
using Diffusion.Contracts;

namespace Diffusion.Jobs;

/// <summary>
/// Lets one host at a time work on a batch. Renewed until it is disposed; a host that dies loses it within a minute. It only
/// saves work: should two hosts hold a batch all the same, they write the same bytes.
/// </summary>
internal sealed class BatchLease : IAsyncDisposable
{
    /// <summary>How long a dead host keeps a batch.</summary>
    public static readonly TimeSpan Duration = TimeSpan.FromSeconds(60);

    private readonly BlobLeaseClient lease;
    private readonly CancellationTokenSource ended = new();
    private readonly Task renewing;

    private BatchLease(BlobLeaseClient lease, TimeProvider time)
    {
        this.lease = lease;
        renewing = RenewAsync(time);
    }

    /// <summary>The lease; null while somebody else works on the batch.</summary>
    public static async Task<BatchLease?> TryTakeAsync(JobContainer container, JobPlan plan, int batch, TimeProvider time, CancellationToken cancellation)
    {
        var name = BlobNames.BatchLock(plan.JobId(), batch);
        await container.TryCreateAsync(name, BinaryData.FromString(""), new BlobContent("text/plain").Of(plan.JobHash), cancellation);
        var taken = await container.TryLeaseAsync(name, Duration, cancellation);
        return taken is null ? null : new BatchLease(taken, time);
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
        catch (RequestFailedException)
        {
            // It ends by itself, or has ended.
        }
    }

    private async Task RenewAsync(TimeProvider time)
    {
        using var timer = new PeriodicTimer(Duration / 3, time);
        try
        {
            while (await timer.WaitForNextTickAsync(ended.Token))
            {
                await lease.RenewAsync(cancellationToken: ended.Token);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or RequestFailedException or AggregateException)
        {
            // Lost: another host may begin the batch; see above.
        }
    }
}
