using System.Text.Json;
using Azure.Storage.Queues;

namespace Diffusion.Contracts;

/// <summary>All that an enqueuing app needs: puts jobs on the queue.</summary>
/// <param name="service">A client of the storage account.</param>
public sealed class JobClient(QueueServiceClient service)
{
    // The service's default of 7 days would lose a backlog without a word.
    private static readonly TimeSpan Never = TimeSpan.FromSeconds(-1);

    private readonly QueueClient queue = service.GetQueueClient(QueueNames.Jobs);

    /// <summary>
    /// Queues a job. A request without an id gets a fresh one here: a message that ends on the poison queue has lost its own id,
    /// and the job could no longer be told as failed.
    /// </summary>
    public async Task<SubmittedJob> SubmitAsync(JobRequest request, CancellationToken cancellation = default)
    {
        var named = request with { Id = request.Id ?? JobId.New(), TraceParent = request.TraceParent ?? TraceParent.Current };
        var job = await SendAsync(JsonSerializer.Serialize(named, ContractsJson.Default.JobRequest), named.Id, cancellation);
        return job with { JobHash = Contracts.JobHash.Of(named) };
    }

    /// <summary>Queues a message as it is, for jobs that are written as text. It is checked where it is planned.</summary>
    public async Task<SubmittedJob> SendAsync(string message, string? jobId = null, CancellationToken cancellation = default)
    {
        var receipt = await queue.SendMessageAsync(message, visibilityTimeout: null, timeToLive: Never, cancellation);
        return new SubmittedJob(jobId ?? JobId.FromMessage(receipt.Value.MessageId), receipt.Value.MessageId);
    }
}

/// <summary>A job on the queue.</summary>
/// <param name="JobId">The job's id, given or made from the message's.</param>
/// <param name="MessageId">The queue message's id; a rejection lies at rejected/{messageId}.json.</param>
/// <param name="JobHash">Content hash of the job, which tells it from another of the same id; null where it is not known.</param>
public sealed record SubmittedJob(string JobId, string MessageId, string? JobHash = null);
