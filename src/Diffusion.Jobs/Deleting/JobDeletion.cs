using Azure.Storage.Blobs.Models;
using Diffusion.Contracts;
using Microsoft.Extensions.Options;

namespace Diffusion.Jobs;

/// <summary>Removes jobs with all their blobs. May be run again after it was cut off: the claim, which says where the rest lies, goes last but for the end, which stops a host that begins now.</summary>
public sealed class JobDeletion(
    JobContainer container, JobProgress progress, JobCancellation jobCancellation, SubmitterJobs submitters, IOptions<BatchOptions> options, TimeProvider time)
{
    private const int Parallel = 16;

    /// <summary>Removes a job's blobs, after cancelling it where it still runs, and returns how many; null for a job that is not there.</summary>
    /// <exception cref="JobStateException">A host still works on it.</exception>
    public async Task<int?> DeleteAsync(string jobId, CancellationToken cancellation)
    {
        if (!JobId.IsValid(jobId))
        {
            return null;
        }

        var status = await jobCancellation.CancelAsync(jobId, cancellation);
        var claim = await progress.TryReadClaimAsync(jobId, cancellation);
        if (claim is null)
        {
            return status is null ? null : await DeleteUnplannedAsync(jobId, status, cancellation);
        }

        await WaitForHostsAsync(jobId, cancellation);
        if (await progress.TryReadPlanAsync(claim.Prefix, jobId, cancellation) is { } plan)
        {
            await submitters.RemoveAsync(plan, cancellation);
        }

        var deleted = await DeleteAsync(BlobNames.Folder(claim.Prefix, jobId) + "/", blob => BlobContent.IsOf(blob.Metadata, claim.JobHash), cancellation);
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
        var names = new List<string>();
        await foreach (var blob in container.ListAsync(folder, cancellation))
        {
            if (isWanted(blob))
            {
                names.Add(blob.Name);
            }
        }

        await System.Threading.Tasks.Parallel.ForEachAsync(
            names,
            new ParallelOptions { MaxDegreeOfParallelism = Parallel, CancellationToken = cancellation },
            async (name, token) => await container.DeleteAsync(name, token));
        return names.Count;
    }
}
