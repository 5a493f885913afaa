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
        return await ends.DecideAsync(jobId, jobHash, JobState.Cancelled, cancellation) == JobState.Cancelled
            ? await AnnounceAsync(jobId, jobHash, cancellation)
            : (await statuses.TryReadAsync(jobId, cancellation))?.Status;
    }

    /// <summary>Tells everybody of a job that is decided to be cancelled. May be called any number of times.</summary>
    internal async Task<JobStatus?> AnnounceAsync(string jobId, string jobHash, CancellationToken cancellation)
    {
        var status = await statuses.ChangeAsync(jobId, current => StatusChanges.Cancelled(current, jobHash, time.GetUtcNow()), cancellation);
        if (await ends.TryReadAsync(jobId, jobHash, cancellation) is not { IsAnnounced: false } || status is null)
        {
            return status;
        }

        await container.DeleteAsync(BlobNames.Submitter(status.Submitter ?? "", jobId), cancellation);
        await queues.SendAsync(
            new JobCompleted { JobId = jobId, State = JobState.Cancelled, Images = status.Done, Folder = status.Folder, JobHash = jobHash, Reasons = status.Reasons },
            cancellation);
        await ends.NoteAnnouncedAsync(jobId, jobHash, JobState.Cancelled, cancellation);
        metrics.JobEnded(JobState.Cancelled);
        return status;
    }
}
