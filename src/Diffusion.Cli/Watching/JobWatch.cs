using System.Text.Json;
using Diffusion.Contracts;
using Diffusion.Jobs;

namespace Diffusion.Cli;

/// <summary>Follows a job by its blobs.</summary>
internal sealed class JobWatch(JobProgress progress, JobContainer container)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// Returns when the job has ended, whichever way. Waits for a job that no planner has seen yet; another job of the same id
    /// is not it.
    /// </summary>
    public async Task<JobOutcome> UntilEndAsync(SubmittedJob job, Action<JobCount> report, CancellationToken cancellation)
    {
        while (true)
        {
            if (await LookAsync(job, report, cancellation) is { } outcome)
            {
                return outcome;
            }

            await Task.Delay(Interval, cancellation);
        }
    }

    /// <summary>How the job has ended; null while it waits or runs.</summary>
    public async Task<JobOutcome?> LookAsync(SubmittedJob job, Action<JobCount> report, CancellationToken cancellation)
    {
        if (job.MessageId.Length > 0 && await ReadRecordAsync(BlobNames.Rejected(job.MessageId), JobState.Rejected, cancellation) is { } rejected)
        {
            return rejected;
        }

        var claim = await progress.TryReadClaimAsync(job.JobId, cancellation);
        var plan = claim is null || (job.JobHash ?? claim.JobHash) != claim.JobHash ? null : await TryReadPlanAsync(claim, job.JobId, cancellation);
        if (plan is not null)
        {
            var status = await progress.StatusAsync(plan, cancellation);
            report(status);
            if (status.End is { } end)
            {
                return await OutcomeAsync(plan, end, cancellation);
            }
        }

        return await GivenUpAsync(job.JobId, job.JobHash ?? claim?.JobHash, plan, cancellation)
            ?? (plan is null && job.MessageId.Length == 0 ? await RejectionAsync(job.JobId, job.JobHash ?? claim?.JobHash, cancellation) : null);
    }

    // Somebody's blob in the plan's place: the planner rejects the job, and the record of that is what counts.
    private async Task<JobPlan?> TryReadPlanAsync(JobClaim claim, string jobId, CancellationToken cancellation)
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

    // A job that could not be planned, or could not be brought to an end.
    private async Task<JobOutcome?> GivenUpAsync(string jobId, string? jobHash, JobPlan? plan, CancellationToken cancellation)
    {
        var name = BlobNames.GivenUp(jobId);
        return await container.TryReadPropertiesAsync(name, cancellation) is { } properties && (jobHash is null || BlobContent.IsOf(properties.Metadata, jobHash))
            ? (await ReadRecordAsync(name, JobState.Failed, cancellation))! with { Plan = plan }
            : null;
    }

    private async Task<JobOutcome> OutcomeAsync(JobPlan plan, JobState end, CancellationToken cancellation)
    {
        var manifest = await container.TryReadAsync(BlobNames.Manifest(plan.Request.Prefix, plan.JobId()), cancellation);
        var records = manifest is null ? [] : BatchManifest.Read(manifest).ToList();
        var reasons = records.Select(record => record.Error).OfType<string>().Distinct().Take(10).ToList();
        return new JobOutcome(end, records.Count(record => record.Error is null), plan, reasons);
    }

    // Only the records' metadata name their jobs. One that has no hash was no readable job.
    private async Task<JobOutcome?> RejectionAsync(string jobId, string? jobHash, CancellationToken cancellation)
    {
        await foreach (var blob in container.ListAsync("rejected/", cancellation))
        {
            if (blob.Metadata.TryGetValue(Rejections.JobIdKey, out var id) && id == jobId && (jobHash is null || BlobContent.IsOf(blob.Metadata, jobHash)))
            {
                return await ReadRecordAsync(blob.Name, JobState.Rejected, cancellation);
            }
        }

        return null;
    }

    private async Task<JobOutcome?> ReadRecordAsync(string name, JobState state, CancellationToken cancellation)
    {
        var content = await container.TryReadAsync(name, cancellation);
        var record = content is null ? null : JsonSerializer.Deserialize(content.ToMemory().Span, ContractsJson.Default.JobRejected);
        return record is null
            ? null
            : new JobOutcome(record.Queue == QueueNames.Jobs ? state : JobState.Failed, 0, null, [.. record.Problems.Select(problem => problem.ToString())]);
    }
}

/// <summary>How a job ended.</summary>
/// <param name="State">The end.</param>
/// <param name="Images">Images that are there.</param>
/// <param name="Plan">The plan; null for a rejected job.</param>
/// <param name="Reasons">Why images are missing, or why the job was rejected.</param>
internal sealed record JobOutcome(JobState State, int Images, JobPlan? Plan, IReadOnlyList<string> Reasons)
{
    public string? Folder => Plan?.Folder();
}
