using System.Text.Json;
using Diffusion.Contracts;
using Diffusion.Jobs;

namespace Diffusion.Cli;

/// <summary>Follows a job by its blobs.</summary>
internal sealed class JobWatch(JobProgress progress, JobContainer container)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    /// <summary>Returns when the job has ended. Waits for a job that no planner has seen yet; another job of the same id is not it.</summary>
    public async Task<JobOutcome> UntilEndAsync(SubmittedJob job, Action<JobStatus> report, CancellationToken cancellation)
    {
        while (true)
        {
            if (await RejectionAsync(job, cancellation) is { } rejected)
            {
                return rejected;
            }

            if (await progress.FindPrefixAsync(job.JobId, cancellation) is { } prefix
                && await progress.TryReadPlanAsync(prefix, job.JobId, cancellation) is { } plan
                && (job.JobHash ?? plan.JobHash) == plan.JobHash)
            {
                return await UntilEndAsync(plan, report, cancellation);
            }

            await Task.Delay(Interval, cancellation);
        }
    }

    private async Task<JobOutcome> UntilEndAsync(JobPlan plan, Action<JobStatus> report, CancellationToken cancellation)
    {
        while (true)
        {
            var status = await progress.StatusAsync(plan, cancellation);
            report(status);
            if (status.End is { } end)
            {
                return await OutcomeAsync(plan, end, cancellation);
            }

            await Task.Delay(Interval, cancellation);
        }
    }

    private async Task<JobOutcome> OutcomeAsync(JobPlan plan, JobState end, CancellationToken cancellation)
    {
        var manifest = await container.TryReadAsync(BlobNames.Manifest(plan.Request.Prefix, plan.JobId()), cancellation);
        var records = manifest is null ? [] : BatchManifest.Read(manifest).ToList();
        var reasons = records.Select(record => record.Error).OfType<string>().Distinct().Take(10).ToList();
        return new JobOutcome(end, records.Count(record => record.Error is null), plan, reasons);
    }

    // Whoever has just sent a message knows its id; otherwise the records' metadata name their jobs.
    private async Task<JobOutcome?> RejectionAsync(SubmittedJob job, CancellationToken cancellation)
    {
        if (job.MessageId.Length > 0)
        {
            return await ReadRejectionAsync(BlobNames.Rejected(job.MessageId), cancellation);
        }

        if (await progress.FindPrefixAsync(job.JobId, cancellation) is not null)
        {
            return null;
        }

        await foreach (var blob in container.ListAsync("rejected/", cancellation))
        {
            if (blob.Metadata.TryGetValue(Rejections.JobIdKey, out var id) && id == job.JobId)
            {
                return await ReadRejectionAsync(blob.Name, cancellation);
            }
        }

        return null;
    }

    private async Task<JobOutcome?> ReadRejectionAsync(string name, CancellationToken cancellation)
    {
        var content = await container.TryReadAsync(name, cancellation);
        var record = content is null ? null : JsonSerializer.Deserialize(content.ToMemory().Span, ContractsJson.Default.JobRejected);
        return record is null ? null : new JobOutcome(JobState.Rejected, 0, null, [.. record.Problems.Select(problem => problem.ToString())]);
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
