using System.Collections.Concurrent;
using System.Text.Json;
using Azure;
using Diffusion.Contracts;

namespace Diffusion.Chaos.Service;

/// <summary>Takes the completion messages from their queue, as a downstream app would, and keeps them by job.</summary>
internal sealed class Completions(Storage storage) : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    // Job, message id, text.
    private readonly ConcurrentDictionary<string, ConcurrentDictionary<string, string>> messages = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource stop = new();
    private Task reading = Task.CompletedTask;

    /// <summary>Jobs that have been told.</summary>
    public int Jobs => messages.Count;

    public void Start() => reading = Task.Run(ReadAsync);

    public bool Has(string jobId) => messages.ContainsKey(jobId);

    /// <summary>The different messages of a job, but for their traces; one, unless something is wrong.</summary>
    public IReadOnlyList<JobCompleted> Of(string jobId) => messages.TryGetValue(jobId, out var texts)
        ? [.. texts.Values.Select(Read).DistinctBy(message => JsonSerializer.Serialize(message with { TraceParent = null }, ContractsJson.Default.JobCompleted))]
        : [];

    /// <summary>How often a job's message came again.</summary>
    public int Again(string jobId) => messages.TryGetValue(jobId, out var texts) ? texts.Count - 1 : 0;

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await reading;
        stop.Dispose();
    }

    private static JobCompleted Read(string text) => JsonSerializer.Deserialize(text, ContractsJson.Default.JobCompleted)!;

    private async Task ReadAsync()
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                var received = (await storage.Queue(QueueNames.Completed).ReceiveMessagesAsync(32, TimeSpan.FromMinutes(5), stop.Token)).Value;
                foreach (var message in received)
                {
                    messages.GetOrAdd(Read(message.MessageText).JobId, _ => new(StringComparer.Ordinal))[message.MessageId] = message.MessageText;
                    await storage.Queue(QueueNames.Completed).DeleteMessageAsync(message.MessageId, message.PopReceipt, CancellationToken.None);
                }

                if (received.Length == 0)
                {
                    await Task.Delay(Pause, stop.Token);
                }
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error) when (error is RequestFailedException or AggregateException or OperationCanceledException)
            {
                // Azurite is being restarted.
                await Task.Delay(Pause);
            }
        }
    }
}
