using Diffusion.Contracts;
using Microsoft.Extensions.Options;

namespace Diffusion.Jobs;

/// <summary>
/// Puts back the batches of a job that were given up, and those of a cancelled job that were not made. Images that are there stay. May be
/// run again after it was cut off.
/// </summary>
public sealed class JobRedrive(
    JobContainer container,
    JobProgress progress,
    JobEnds ends,
    JobStatusBlob statuses,
    SubmitterJobs submitters,
    RedriveLists lists,
    JobPlanner planner,
    JobQueues queues,
    IOptions<BatchOptions> options,
    TimeProvider time)
{
    private const int Parallel = 8;

    /// <summary>Number of batches that were put back, 0 where there was nothing to do; null for a job that is not there or was never planned.</summary>
    /// <exception cref="JobStateException">The job is just being finished.</exception>
    public async Task<int?> RedriveAsync(string jobId, CancellationToken cancellation)
    {
        if (!JobId.IsValid(jobId)
            || await progress.TryReadClaimAsync(jobId, cancellation) is not { } claim
            || await progress.TryReadPlanAsync(claim.Prefix, jobId, cancellation) is not { } plan || plan.JobHash != claim.JobHash)
        {
            return null;
        }

        // No finisher must come in between.
        var name = BlobNames.Plan(claim.Prefix, jobId);
        var lease = await RenewedLease.TryTakeAsync(container, name, TimeSpan.FromSeconds(options.Value.LeaseSeconds), time, cancellation)
            ?? throw new JobStateException($"Job {jobId} is just being finished. Try again in a minute.");
        int? batches;
        try
        {
            batches = await RedriveAsync(plan, cancellation);
        }
        finally
        {
            await lease.DisposeAsync();
        }

        if (batches == 0)
        {
            // Only its end was missing.
            await planner.ResumeAsync(plan, isNew: false, cancellation);
        }

        return batches ?? 0;
    }

    // null where there is nothing to do.
    private async Task<int?> RedriveAsync(JobPlan plan, CancellationToken cancellation)
    {
        var end = await ends.TryReadAsync(plan.JobId(), plan.JobHash, cancellation);
        var isGivenUp = await ends.IsGivenUpAsync(plan.JobId(), plan.JobHash, cancellation);
        var (done, failed) = await progress.EndedBatchesAsync(plan, cancellation);

        // A job that runs makes by itself what is not there yet.
        var hasEnded = end is not null || isGivenUp;
        int[] wanted = [.. Enumerable.Range(0, plan.Batches().Count).Where(batch => hasEnded && !done.Contains(batch)).Union(failed).Order()];
        if (wanted.Length == 0 && !isGivenUp && end is not { State: JobState.Cancelled })
        {
            return null;
        }

        // First the reminder: whoever dies from here on leaves a job that is found.
        await queues.SendLaterAsync(
            new SweepMessage { JobId = plan.JobId(), Prefix = plan.Request.Prefix, JobHash = plan.JobHash }, TimeSpan.FromSeconds(options.Value.SweepSeconds), cancellation);
        var redrive = await lists.AddAsync(plan, wanted, cancellation);
        await ReopenAsync(plan, failed, cancellation);
        var lanes = Lanes(plan, done.Except(failed));
        await statuses.ChangeAsync(plan.JobId(), current => StatusChanges.Redriven(current, plan, hasEnded, lanes, time.GetUtcNow()), cancellation);
        await submitters.AddAsync(plan, cancellation);
        await lists.StartAsync(plan, redrive, wanted, cancellation);
        return wanted.Length;
    }

    // The batches' manifests last: until they are gone the job is as it was, and the redrive can be run again.
    private async Task ReopenAsync(JobPlan plan, IEnumerable<int> failed, CancellationToken cancellation)
    {
        var (prefix, jobId) = (plan.Request.Prefix, plan.JobId());
        string[] ofTheEnd =
        [
            BlobNames.End(jobId), BlobNames.GivenUp(jobId), BlobNames.Success(prefix, jobId), BlobNames.Failure(prefix, jobId),
            BlobNames.Manifest(prefix, jobId), BlobNames.ContactSheet(prefix, jobId),
        ];
        foreach (var name in ofTheEnd)
        {
            await container.DeleteOfJobAsync(name, plan.JobHash, cancellation);
        }

        await System.Threading.Tasks.Parallel.ForEachAsync(
            failed,
            new ParallelOptions { MaxDegreeOfParallelism = Parallel, CancellationToken = cancellation },
            async (batch, token) =>
            {
                await container.DeleteAsync(BlobNames.BatchError(prefix, jobId, batch), token);
                await container.DeleteAsync(BlobNames.BatchManifest(prefix, jobId, batch), token);
            });
    }

    private static int[] Lanes(JobPlan plan, IEnumerable<int> done)
    {
        var lanes = new int[plan.Window];
        foreach (var batch in done)
        {
            lanes[batch % plan.Window] += plan.Batches().Range(batch).Count;
        }

        return lanes;
    }
}
