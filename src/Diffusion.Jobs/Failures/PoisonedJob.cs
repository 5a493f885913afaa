using Diffusion.Contracts;

namespace Diffusion.Jobs;

/// <summary>A job that could not be planned although it was tried again: it is written down as failed.</summary>
public sealed class PoisonedJob(Rejections rejections)
{
    /// <summary>Handles a message of the jobs' poison queue. The host has given it a new id, so only a job that names its own can be told.</summary>
    public Task HandleAsync(string message, string messageId, CancellationToken cancellation)
    {
        var problem = new JobProblem("message", "good", "it could not be planned, and was tried several times", "See the log for the reason, then submit the job again.");
        return rejections.RecordAsync(
            new RejectedMessage(messageId, QueueNames.JobsPoison, message, JobReader.Read(message).Id, JobState.Failed, [problem]), cancellation);
    }
}
