using Azure.Storage.Blobs.Models;
using Diffusion.Contracts;
using Microsoft.Extensions.Options;

namespace Diffusion.Jobs;

/// <summary>Removes jobs with all their blobs. May be run again after it was cut off: the claim, which says where the rest lies, goes last but for the end, which stops a host that begins now.</summary>
public sealed class JobDeletion(
    JobContainer container, JobProgress progress, JobEnds ends, JobCancellation jobCancellation, SubmitterJobs submitters, IOptions<BatchOptions> options, TimeProvider time)
{
    private const int Parallel = 16;

    /// <summary>Removes a job's blobs, after cancelling it where it still runs, and returns how many; null for a job that is not there.</summary>
    /// <exception cref="JobStateException">A host still works on it. Nothing was removed.</exception>
    public async Task<int?> DeleteAsync(string jobId, CancellationToken cancellation)
    {
        if (!JobId.IsValid(jobId))
        {
            return null;
        }

        var claim = await progress.TryReadClaimAsync(jobId, cancellation);
        if (claim is not null)
        {
            await ends.ForgetOthersAsync(jobId, claim.JobHash, cancellation);
        }

        var status = await jobCancellation.CancelAsync(jobId, cancellation);
        claim = await progress.TryReadClaimAsync(jobId, cancellation);
        if (claim is null)
        {
            return status is null ? null : await DeleteUnplannedAsync(jobId, status, cancellation);
        }

        // Also where its status is gone or says failed: a job that was given up has no end, and some of its batches may still run.
        await ends.DecideAsync(jobId, claim.JobHash, JobState.Cancelled, cancellation);
        await WaitForHostsAsync(jobId, cancellation);
        var deleted = await DeleteFolderAsync(jobId, claim, cancellation);
        await container.DeleteAsync(BlobNames.LargeJob(claim.JobHash), cancellation);
        deleted += await DeleteAsync(BlobNames.BatchLocks(jobId), _ => true, cancellation);
        string[] last = [BlobNames.Claim(jobId), BlobNames.End(jobId)];
        deleted += await DeleteAsync($"{BlobNames.AllJobs}{jobId}/", blob => !last.Contains(blob.Name), cancellation);
        foreach (var name in last)
        {
            await container.DeleteAsync(name, cancellation);
            deleted++;
        }

        return deleted;
    }

    /// <summary>Removes what the job has in its folder, while nobody can be finishing it.</summary>
    private async Task<int> DeleteFolderAsync(string jobId, JobClaim claim, CancellationToken cancellation)
    {
        var folder = BlobNames.Folder(claim.Prefix, jobId) + "/";
        var planName = BlobNames.Plan(claim.Prefix, jobId);
        if (await TryReadPlanAsync(jobId, claim, cancellation) is not { } plan)
        {
            return await DeleteAsync(folder, blob => BlobContent.IsOf(blob.Metadata, claim.JobHash), cancellation);
        }

        var lease = await RenewedLease.TryTakeAsync(container, planName, TimeSpan.FromSeconds(options.Value.LeaseSeconds), time, cancellation)
            ?? throw new JobStateException($"Job {jobId} is just being finished. Try again in a minute.");
        int deleted;
        await using (lease)
        {
            await submitters.RemoveAsync(plan, cancellation);
            deleted = await DeleteAsync(folder, blob => blob.Name != planName && BlobContent.IsOf(blob.Metadata, claim.JobHash), cancellation);
        }

        await container.DeleteAsync(planName, cancellation);
        return deleted + 1;
    }

    // A plan that cannot be read, or is another job's, is somebody's blob that lies in the way.
    private async Task<JobPlan?> TryReadPlanAsync(string jobId, JobClaim claim, CancellationToken cancellation)
    {
        try
        {
            return await progress.TryReadPlanAsync(claim.Prefix, jobId, cancellation) is { } plan && plan.JobHash == claim.JobHash ? plan : null;
        }
        catch (JobStateException)
        {
            return null;
        }
    }

    // Its message may still lie on the queue: then what says that it is cancelled must stay.
    private async Task<int> DeleteUnplannedAsync(string jobId, JobStatus status, CancellationToken cancellation) =>
        await DeleteAsync($"{BlobNames.AllJobs}{jobId}/", blob => status.State != JobState.Cancelled || blob.Name != BlobNames.End(jobId), cancellation);

    // Else they would write images after the deletion.
    private async Task WaitForHostsAsync(string jobId, CancellationToken cancellation)
    {
        var patience = TimeSpan.FromSeconds((2 * options.Value.LeaseSeconds) + options.Value.CancelSeconds);
        for (var started = time.GetTimestamp(); await progress.IsWorkedOnAsync(jobId, cancellation);)
        {
            if (time.GetElapsedTime(started) > patience)
            {
                throw new JobStateException($"Job {jobId} is cancelled, but a host still works on one of its batches. Try again later.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(500), time, cancellation);
        }
    }

    private async Task<int> DeleteAsync(string folder, Func<BlobItem, bool> isWanted, CancellationToken cancellation)
    {
        // While they are listed: a large job has more names than a host wants to hold.
        var deleted = 0;
        await System.Threading.Tasks.Parallel.ForEachAsync(
            container.ListAsync(folder, cancellation),
            new ParallelOptions { MaxDegreeOfParallelism = Parallel, CancellationToken = cancellation },
            async (blob, token) =>
            {
                if (isWanted(blob))
                {
                    await container.DeleteAsync(blob.Name, token);
                    Interlocked.Increment(ref deleted);
                }
            });
        return deleted;
    }
}
