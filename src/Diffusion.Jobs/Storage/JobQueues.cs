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
        SendAsync(QueueNames.Batches, message with { TraceParent = message.TraceParent ?? JobTrace.Parent }, ContractsJson.Default.BatchMessage, cancellation);

    /// <summary>Says how a job ended.</summary>
    public Task SendAsync(JobCompleted message, CancellationToken cancellation) =>
        SendAsync(QueueNames.Completed, message with { TraceParent = message.TraceParent ?? TraceParent.Current ?? JobTrace.Parent }, ContractsJson.Default.JobCompleted, cancellation);

    /// <summary>Queues a message's text again, to be seen after a while. Its count of attempts begins anew.</summary>
    public async Task SendLaterAsync(string queue, string message, TimeSpan delay, CancellationToken cancellation) =>
        await service.GetQueueClient(queue).SendMessageAsync(message, delay, Never, cancellation);

    private async Task SendAsync<T>(string queue, T message, JsonTypeInfo<T> type, CancellationToken cancellation) =>
        await service.GetQueueClient(queue).SendMessageAsync(JsonSerializer.Serialize(message, type), visibilityTimeout: null, timeToLive: Never, cancellation);
}
