using Diffusion.Contracts;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Diffusion.Jobs;

/// <summary>
/// A job that could not be planned although it was tried again. Where its planner never said why, its hosts have vanished: it goes
/// back on the queue. Else it is written down as failed.
/// </summary>
public sealed partial class PoisonedJob(
    JobMessageReader reader, JobContainer container, JobProgress progress, JobEnds ends, JobQueues queues, Rejections rejections, IOptions<BatchOptions> options, ILogger<PoisonedJob> log)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    /// <summary>Handles a message of the jobs' poison queue. The host has given it a new id, so only a job that names its own can be told.</summary>
    public async Task HandleAsync(string message, string messageId, CancellationToken cancellation)
    {
        var reading = await reader.ReadAsync(message, cancellation);
        var isGood = reading.Request is not null && reading.Problems.Count == 0 && JobId.IsValid(reading.Id);
        var hash = isGood ? JobHash.Of(reading.Request!) : null;
        if (hash is not null && await ends.TryReadAsync(reading.Id!, hash, cancellation) is not null)
        {
            // Another copy of the message was planned, and the job has ended since.
            return;
        }

        var isAnothers = hash is not null && await progress.TryReadClaimAsync(reading.Id!, cancellation) is { } claim && claim.JobHash != hash;
        isGood = isGood && !isAnothers;
        var attempts = isGood ? await PlanningAttempts.ReadAsync(container, reading.Id!, cancellation) : new PlanningAttempts();
        if (isGood && (attempts.Error is null || attempts.IsTransient) && attempts.Generation < options.Value.MaxGenerations)
        {
            await queues.SendLaterAsync(QueueNames.Jobs, message, attempts.Error is null ? TimeSpan.Zero : Pause, cancellation);
            var next = new PlanningAttempts { Generation = attempts.Generation + 1 };
            await next.WriteAsync(container, reading.Id!, cancellation);
            LogEvicted(reading.Id!, next.Generation);
            return;
        }

        var why = attempts.Error ?? (attempts.Generation > 0 ? $"its hosts vanished in {attempts.Generation + 1} rounds of attempts" : "the log has the reason");
        var problem = new JobProblem("message", "good", $"it could not be planned, and was tried several times ({why})", "Put the reason right, then submit the job again.");
        var failed = new RejectedMessage(messageId, QueueNames.JobsPoison, message, reading.Id, JobState.Failed, [problem]) { JobHash = hash };
        if (isGood)
        {
            await rejections.GiveUpAsync(failed, hash!, cancellation);
        }
        else
        {
            await rejections.RecordAsync(failed, cancellation);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Job {JobId}: planning begins anew, for the {Generation}. time; its hosts vanished or the storage failed")]
    private partial void LogEvicted(string jobId, int generation);
}
