using Diffusion.Contracts;

namespace Diffusion.Jobs;

/// <summary>A job that could not be planned although it was tried again: it is written down as failed.</summary>
public sealed class PoisonedJob(JobMessageReader reader, Rejections rejections)
{
    /// <summary>Handles a message of the jobs' poison queue. The host has given it a new id, so only a job that names its own can be told.</summary>
    public async Task HandleAsync(string message, string messageId, CancellationToken cancellation)
    {
        var reading = await reader.ReadAsync(message, cancellation);
        var problem = new JobProblem("message", "good", "it could not be planned, and was tried several times", "See the log for the reason, then submit the job again.");
        var failed = new RejectedMessage(messageId, QueueNames.JobsPoison, message, reading.Id, JobState.Failed, [problem]);
        if (reading.Request is { } request && reading.Problems.Count == 0 && JobId.IsValid(request.Id))
        {
            await rejections.GiveUpAsync(failed, JobHash.Of(request), cancellation);
        }
        else
        {
            await rejections.RecordAsync(failed, cancellation);
        }
    }
}
