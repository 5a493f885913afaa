using System.Text.Json;
using Diffusion.Contracts;

namespace Diffusion.Jobs;

/// <summary>Keeps the record of a message that is not worked on, and says so to whoever waits for the job.</summary>
public sealed class Rejections(JobContainer container, JobQueues queues, JobStatusBlob statuses, JobMetrics metrics, TimeProvider time)
{
    // Metadata of a record, for whoever looks for a job's by hand.
    private const string JobIdKey = "jobid";

    private const int RecordedCharacters = 2000;
    private const int MaxReasons = 10;

    /// <summary>Writes rejected/{messageId}.json and, where there is an id, a completion message. May be called any number of times.</summary>
    public async Task RecordAsync(RejectedMessage rejected, CancellationToken cancellation)
    {
        var name = BlobNames.Rejected(rejected.MessageId);
        var record = Record(rejected);
        var kind = rejected.JobId is { } id && JobId.IsValid(id) ? BlobContent.Json.With(JobIdKey, id) : BlobContent.Json;
        kind = rejected.JobHash is { } jobHash ? kind.Of(jobHash) : kind;
        var content = new BinaryData(JsonSerializer.SerializeToUtf8Bytes(record, ContractsJson.Default.JobRejected));
        if (await container.TryCreateAsync(name, content, kind, cancellation))
        {
            metrics.JobEnded(rejected.State);
        }

        if (rejected.JobId is { } jobId && JobId.IsValid(jobId) && !await IsAnothersAsync(jobId, rejected, cancellation))
        {
            await statuses.ChangeAsync(
                jobId, current => StatusChanges.Refused(current, jobId, rejected.JobHash, rejected.State, Shortened(rejected.Problems), time.GetUtcNow()), cancellation);
            await queues.SendAsync(
                new JobCompleted
                {
                    JobId = jobId,
                    State = rejected.State,
                    Images = 0,
                    Record = name,
                    JobHash = rejected.JobHash,
                    Reasons = Shortened(rejected.Problems),
                },
                cancellation);
        }
    }

    /// <summary>Records a good job that cannot come to its end, where whoever waits for it by its id looks. May be called any number of times.</summary>
    public async Task GiveUpAsync(RejectedMessage failed, string jobHash, CancellationToken cancellation)
    {
        var record = Record(failed);
        await container.WriteAsync(
            BlobNames.GivenUp(failed.JobId!), new BinaryData(JsonSerializer.SerializeToUtf8Bytes(record, ContractsJson.Default.JobRejected)), BlobContent.Json.Of(jobHash), cancellation);
        await RecordAsync(failed with { JobHash = jobHash }, cancellation);
        if (await statuses.TryReadAsync(failed.JobId!, cancellation) is { Status: var status } && status.JobHash == jobHash)
        {
            await container.DeleteAsync(BlobNames.Submitter(status.Submitter ?? "", failed.JobId!), cancellation);
        }
    }

    // Anybody may write a running job's id into a bad message; those who wait for that job must not hear of it.
    private async Task<bool> IsAnothersAsync(string jobId, RejectedMessage rejected, CancellationToken cancellation) =>
        await container.TryReadAsync(BlobNames.Claim(jobId), cancellation) is { } content
        && JobsJson.Read(content, JobsJson.Default.JobClaim).JobHash != rejected.JobHash;

    private static JobRejected Record(RejectedMessage rejected) => new()
    {
        MessageId = rejected.MessageId,
        Queue = rejected.Queue,
        JobId = JobId.IsValid(rejected.JobId) ? rejected.JobId : null,
        Problems = [.. rejected.Problems.Select(Redacted)],
        Message = SecretText.Shorten(rejected.Message, RecordedCharacters),
    };

    // A field's name is the sender's where there is no such field, and a limit may repeat what was sent.
    private static JobProblem Redacted(JobProblem problem) => new(
        SecretText.Shorten(problem.Field), SecretText.Shorten(problem.Value, RecordedCharacters), SecretText.Shorten(problem.Limit, RecordedCharacters), SecretText.Remove(problem.Action));

    // A queue message holds 64 KiB; the record has everything.
    private static List<string> Shortened(IReadOnlyList<JobProblem> problems)
    {
        var reasons = problems.Take(MaxReasons).Select(problem => SecretText.Remove(problem.ToString())).Select(reason => reason.Length <= SecretText.MaxReason ? reason : reason[..SecretText.MaxReason] + "…").ToList();
        if (problems.Count > MaxReasons)
        {
            reasons.Add($"{problems.Count - MaxReasons} more in the record.");
        }

        return reasons;
    }
}

/// <summary>A message that is not worked on.</summary>
/// <param name="MessageId">The queue's id of it.</param>
/// <param name="Queue">The queue it came from.</param>
/// <param name="Message">Its text.</param>
/// <param name="JobId">The job's id, where one could be read.</param>
/// <param name="State">Rejected, or failed where the message was good.</param>
/// <param name="Problems">Everything that is wrong.</param>
public sealed record RejectedMessage(string MessageId, string Queue, string Message, string? JobId, JobState State, IReadOnlyList<JobProblem> Problems)
{
    /// <summary>Content hash of the job, where it could be read.</summary>
    public string? JobHash { get; init; }
}
