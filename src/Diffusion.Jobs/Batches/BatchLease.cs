using Diffusion.Contracts;

namespace Diffusion.Jobs;

/// <summary>
/// Lets one host at a time work on a batch. It only saves work: should two hosts hold a batch all the same, they write the same bytes.
/// </summary>
internal sealed class BatchLease : IAsyncDisposable
{
    private readonly RenewedLease lease;

    private BatchLease(RenewedLease lease, bool isFirst)
    {
        this.lease = lease;
        IsFirst = isFirst;
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
        return await RenewedLease.TryTakeAsync(container, name, duration, time, cancellation) is { } lease ? new BatchLease(lease, isFirst) : null;
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => lease.DisposeAsync();
}
