using Diffusion.Contracts;

namespace Diffusion.Jobs;

/// <summary>What follows a batch, however it ended: its manifest, the next of its lane, and after the last one the job's end.</summary>
public sealed class BatchEnd(JobContainer container, JobQueues queues, JobFinisher finisher)
{
    /// <summary>Whether the batch is done already.</summary>
    public async Task<bool> IsDoneAsync(JobPlan plan, int batch, CancellationToken cancellation) =>
        await container.TryReadPropertiesAsync(BlobNames.BatchManifest(plan.Request.Prefix, plan.JobId(), batch), cancellation) is not null;

    /// <summary>Writes the batch's manifest, unless it is there.</summary>
    public Task WriteManifestAsync(JobPlan plan, int batch, IEnumerable<ImageRecord> records, CancellationToken cancellation) =>
        container.TryCreateAsync(
            BlobNames.BatchManifest(plan.Request.Prefix, plan.JobId(), batch),
            BatchManifest.Write(records),
            BlobContent.JsonLines.Of(plan.JobHash),
            cancellation);

    /// <summary>Goes on after a batch that is done. May be called any number of times.</summary>
    public async Task GoOnAsync(JobPlan plan, int batch, CancellationToken cancellation)
    {
        if (plan.Batches().NextInLane(batch) is not { } next)
        {
            await finisher.TryFinishAsync(plan, cancellation);
        }
        else if (!await IsDoneAsync(plan, next, cancellation))
        {
            await queues.SendAsync(plan.Message(next), cancellation);
        }
    }
}
