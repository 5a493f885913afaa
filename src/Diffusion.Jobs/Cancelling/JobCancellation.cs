using Diffusion.Contracts;

namespace Diffusion.Jobs;

/// <summary>Stops jobs. Running batches stop within a step of hearing of it; images that are there stay.</summary>
public sealed class JobCancellation(JobEnds ends, JobStatusBlob statuses, JobContainer container, JobQueues queues, JobMetrics metrics, TimeProvider time)
{
    /// <summary>Cancels a job and returns its status: cancelled, or how it had ended before. null for a job that is not there.</summary>
    public async Task<JobStatus?> CancelAsync(string jobId, CancellationToken cancellation)
    {
        if (await statuses.TryReadAsync(jobId, cancellation) is not { Status: var status })
        {
            return null;
        }

        if (status.JobHash is not { } jobHash || (status.State.IsEnd() && status.State != JobState.Cancelled))
        {
            return status;
        }

        // From here on it is cancelled, unless its finisher was faster.
        var end = await ends.DecideAsync(jobId, jobHash, JobState.Cancelled, cancellation);
        if (end.State == JobState.Cancelled)
        {
            return await AnnounceAsync(jobId, jobHash, cancellation);
        }

        // Its status may not say so yet.
        return (await statuses.TryReadAsync(jobId, cancellation))?.Status is { } latest ? latest with { State = end.State } : null;
    }

    /// <summary>Tells everybody of a job that is decided to be cancelled. May be called any number of times.</summary>
    internal async Task<JobStatus?> AnnounceAsync(string jobId, string jobHash, CancellationToken cancellation)
    {
        var status = await statuses.ChangeAsync(jobId, current => StatusChanges.Cancelled(current, jobHash, time.GetUtcNow()), cancellation);
        if (await ends.TryReadAsync(jobId, jobHash, cancellation) is not { State: JobState.Cancelled, IsAnnounced: false } end || status is null || status.JobHash != jobHash)
        {
            return status;
        }

        await container.DeleteAsync(BlobNames.Submitter(status.Submitter ?? "", jobId), cancellation);
        await queues.SendAsync(
            new JobCompleted { JobId = jobId, State = JobState.Cancelled, Images = status.Done, Folder = status.Folder, JobHash = jobHash, Reasons = status.Reasons },
            cancellation);
        await ends.NoteAnnouncedAsync(jobId, jobHash, end, cancellation);
        metrics.JobEnded(JobState.Cancelled);
        return status;
    }
}
