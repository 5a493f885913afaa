using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Azure.Storage.Queues;
using Diffusion.Contracts;

namespace Diffusion.Jobs;

/// <summary>Sends what the function app sends. Nothing that is sent here ever expires.</summary>
public sealed class JobQueues(QueueServiceClient service)
{
    private static readonly TimeSpan Never = TimeSpan.FromSeconds(-1);

    /// <summary>Makes the queues that are not there yet.</summary>
    public Task EnsureAsync(CancellationToken cancellation) => Task.WhenAll(
        QueueNames.All.Select(name => service.GetQueueClient(name).CreateIfNotExistsAsync(cancellationToken: cancellation)));

    /// <summary>Queues a batch.</summary>
    public Task SendAsync(BatchMessage message, CancellationToken cancellation) =>
        SendAsync(QueueNames.Batches, Traced(message), ContractsJson.Default.BatchMessage, cancellation);

    /// <summary>Queues a reminder to look after a job, to be seen after a while.</summary>
    public Task SendLaterAsync(SweepMessage message, TimeSpan delay, CancellationToken cancellation) =>
        SendLaterAsync(QueueNames.Sweep, JsonSerializer.Serialize(message, ContractsJson.Default.SweepMessage), delay, cancellation);

    /// <summary>Queues a batch, to be seen after a while.</summary>
    public Task SendLaterAsync(BatchMessage message, TimeSpan delay, CancellationToken cancellation) =>
        SendLaterAsync(QueueNames.Batches, JsonSerializer.Serialize(Traced(message), ContractsJson.Default.BatchMessage), delay, cancellation);

    /// <summary>Whether no batch at all is queued or being worked on; a queue's count is approximate, so this is a hint.</summary>
    public async Task<bool> HasNoBatchesAsync(CancellationToken cancellation) =>
        (await service.GetQueueClient(QueueNames.Batches).GetPropertiesAsync(cancellation)).Value.ApproximateMessagesCount == 0;

    /// <summary>Says how a job ended.</summary>
    public Task SendAsync(JobCompleted message, CancellationToken cancellation) =>
        SendAsync(QueueNames.Completed, message with { TraceParent = message.TraceParent ?? TraceParent.Current ?? JobTrace.Parent }, ContractsJson.Default.JobCompleted, cancellation);

    /// <summary>Queues a message's text again, to be seen after a while. Its count of attempts begins anew.</summary>
    public async Task SendLaterAsync(string queue, string message, TimeSpan delay, CancellationToken cancellation) =>
        await service.GetQueueClient(queue).SendMessageAsync(message, delay, Never, cancellation);

    private static BatchMessage Traced(BatchMessage message) => message with { TraceParent = message.TraceParent ?? JobTrace.Parent };

    private async Task SendAsync<T>(string queue, T message, JsonTypeInfo<T> type, CancellationToken cancellation) =>
        await service.GetQueueClient(queue).SendMessageAsync(JsonSerializer.Serialize(message, type), visibilityTimeout: null, timeToLive: Never, cancellation);
}
