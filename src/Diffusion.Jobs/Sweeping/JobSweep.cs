using System.Text.Json;
using Diffusion.Contracts;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Diffusion.Jobs;

/// <summary>
/// Looks after a live job: a reminder on a queue comes after a while and is sent again until the job has ended, so no timer and no host
/// that stays up is needed. What it finds is a job whose planner or finisher died for good, or whose messages were lost.
/// </summary>
public sealed partial class JobSweep(
    JobProgress progress,
    JobStatusBlob statuses,
    JobEnds ends,
    JobCancellation jobCancellation,
    JobPlanner planner,
    JobQueues queues,
    Rejections rejections,
    IOptions<BatchOptions> options,
    ILogger<JobSweep> log)
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(6);

    // Quiet looks after which a job is taken up again although other batches are queued, which its own may be among.
    private const int Patience = 6;

    /// <summary>Handles a message of the sweep's queue, or of its poison queue: a reminder is never lost while its job lives.</summary>
    public async Task HandleAsync(string message, string messageId, CancellationToken cancellation)
    {
        if (TryRead(message) is not { } reminder)
        {
            var problem = new JobProblem("message", message, "only the planner's reminders belong on this queue", $"Send jobs to {QueueNames.Jobs}.");
            await rejections.RecordAsync(new RejectedMessage(messageId, QueueNames.Sweep, message, null, JobState.Rejected, [problem]), cancellation);
            return;
        }

        if (await LookAsync(reminder, cancellation) is { } next)
        {
            await queues.SendLaterAsync(next, Pause(next.Quiet), cancellation);
        }
    }

    /// <summary>Looks, mends, and returns the next reminder; null for a job that needs none any more.</summary>
    private async Task<SweepMessage?> LookAsync(SweepMessage reminder, CancellationToken cancellation)
    {
        var quiet = reminder with { Quiet = Math.Min(reminder.Quiet + 1, 30) };
        if (await progress.TryReadClaimAsync(reminder.JobId, cancellation) is not { } claim || claim.JobHash != reminder.JobHash)
        {
            // Deleted.
            return null;
        }

        if (await ends.TryReadAsync(reminder.JobId, reminder.JobHash, cancellation) is { } end)
        {
            return await TellAsync(reminder, end, cancellation) ? null : quiet;
        }

        if (await ends.IsGivenUpAsync(reminder.JobId, reminder.JobHash, cancellation))
        {
            return null;
        }

        // One call while it moves.
        var status = (await statuses.TryReadAsync(reminder.JobId, cancellation))?.Status;
        if (status is not null && status.Done != reminder.Done)
        {
            return reminder with { Done = status.Done, Quiet = 0 };
        }

        var plan = await progress.TryReadPlanAsync(reminder.Prefix, reminder.JobId, cancellation);
        if (plan is not null && plan.JobHash == reminder.JobHash && await IsLostAsync(plan, quiet.Quiet, cancellation))
        {
            LogLost(reminder.JobId);
            await planner.ResumeAsync(plan, isNew: false, cancellation);
        }

        return quiet;
    }

    // Decided, but whoever decided it may have died before everybody was told.
    private async Task<bool> TellAsync(SweepMessage reminder, DecidedEnd end, CancellationToken cancellation)
    {
        if (end.State == JobState.Cancelled)
        {
            // Once more where it was told already: a planner or a redrive that was slower may have said since that it waits.
            await jobCancellation.AnnounceAsync(reminder.JobId, reminder.JobHash, cancellation);
            return true;
        }

        if (end.IsAnnounced || await ends.IsGivenUpAsync(reminder.JobId, reminder.JobHash, cancellation))
        {
            return true;
        }

        if (await progress.TryReadPlanAsync(reminder.Prefix, reminder.JobId, cancellation) is { } plan && plan.JobHash == reminder.JobHash)
        {
            await planner.ResumeAsync(plan, isNew: false, cancellation);
        }

        return false;
    }

    // Nothing has moved since the last look. A job that waits in a long queue does not move either, so its messages are not sent a second
    // time while any batch is queued, unless that goes on for long; and not while a host holds one of its batches.
    private async Task<bool> IsLostAsync(JobPlan plan, int quiet, CancellationToken cancellation) =>
        (await queues.HasNoBatchesAsync(cancellation) || quiet % Patience == 0) && !await progress.IsWorkedOnAsync(plan.JobId(), cancellation);

    private TimeSpan Pause(int quiet) => GrowingPause.Of(TimeSpan.FromSeconds(options.Value.SweepSeconds), Math.Max(0, quiet - 1), LongestPause);

    private static SweepMessage? TryRead(string message)
    {
        try
        {
            var reminder = JsonSerializer.Deserialize(message, ContractsJson.Default.SweepMessage);
            return reminder is { Version: JobRequest.CurrentVersion, Quiet: >= 0 } && JobId.IsValid(reminder.JobId) && BlobPath.IsInside(reminder.Prefix) ? reminder : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    [LoggerMessage(LogLevel.Warning, "Job {JobId} lives, but nobody works on it: it is taken up again")]
    private partial void LogLost(string jobId);
}
