using System.Text.Json;
using Diffusion.Contracts;
using Diffusion.Jobs;

namespace Diffusion.Cli;

/// <summary>Follows a job by its status.</summary>
internal sealed class JobWatch(JobProgress progress, JobStatusReader statuses, JobContainer container)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// Returns when the job has ended, whichever way. Waits for a job that nobody has seen yet; another job of the same id
    /// is not it.
    /// </summary>
    public async Task<JobOutcome> UntilEndAsync(SubmittedJob job, Action<JobStatus> report, CancellationToken cancellation)
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
    public async Task<JobOutcome?> LookAsync(SubmittedJob job, Action<JobStatus> report, CancellationToken cancellation)
    {
        if (job.MessageId.Length > 0 && await ReadRecordAsync(BlobNames.Rejected(job.MessageId), cancellation) is { } rejected)
        {
            return rejected;
        }

        if (await statuses.TryReadAsync(job.JobId, cancellation) is not { Status: var status } || (job.JobHash ?? status.JobHash) != (status.JobHash ?? job.JobHash))
        {
            return null;
        }

        report(status);
        return status.State.IsEnd() ? await OutcomeAsync(status, cancellation) : null;
    }

    private async Task<JobOutcome> OutcomeAsync(JobStatus status, CancellationToken cancellation)
    {
        var plan = status.Folder is { } folder ? await progress.TryReadPlanAsync(folder[..folder.LastIndexOf('/')], status.JobId, cancellation) : null;
        var failures = status.Failures.Select(failure => $"image {failure.Index}: {failure.Error}");
        return new JobOutcome(status.State, status.Done, plan, status.Failures.Count > 0 ? [.. failures] : status.Reasons);
    }

    private async Task<JobOutcome?> ReadRecordAsync(string name, CancellationToken cancellation)
    {
        var content = await container.TryReadAsync(name, cancellation);
        var record = content is null ? null : JsonSerializer.Deserialize(content.ToMemory().Span, ContractsJson.Default.JobRejected);
        return record is null
            ? null
            : new JobOutcome(record.Queue == QueueNames.Jobs ? JobState.Rejected : JobState.Failed, 0, null, [.. record.Problems.Select(problem => problem.ToString())]);
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
