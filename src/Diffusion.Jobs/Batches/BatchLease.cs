using Diffusion.Contracts;

namespace Diffusion.Jobs;

/// <summary>
/// Lets one host at a time work on a batch. For images it only saves work: should two hosts hold a batch all the same, they write the same
/// bytes. A batch's manifest is written by who still holds it alone: the job may have been deleted or redriven since.
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

    /// <summary>Throws where somebody else may be at the batch by now: this process stood still for too long, or the storage did.</summary>
    /// <exception cref="IOException">The same work may be tried again.</exception>
    public void ThrowIfLost()
    {
        if (lease.IsLost)
        {
            throw new IOException("The lease of the batch was lost while it was worked on. It is tried again: images that are there stay.");
        }
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => lease.DisposeAsync();
}
