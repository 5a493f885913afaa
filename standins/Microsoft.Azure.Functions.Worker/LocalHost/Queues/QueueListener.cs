using System.Collections.Concurrent;
using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Microsoft.Extensions.Logging;

namespace Microsoft.Azure.Functions.Worker.LocalHost.Queues;

/// <summary>Polls one queue for one function, by the rules of the storage extension's host.</summary>
internal sealed class QueueListener(FoundFunction function, QueueClient queue, QueueClient? poison, QueueOptions options, FunctionRunner runner, ILogger logger)
{
    private readonly ConcurrentDictionary<Task, bool> running = new();

    public string QueueName => queue.Name;

    /// <summary>Receives until stopped. Invocations go on in the background.</summary>
    public async Task ListenAsync(CancellationToken stop)
    {
        var pause = new PollingBackoff(options.MaxPollingInterval, Random.Shared);
        try
        {
            while (!stop.IsCancellationRequested)
            {
                var messages = await ReceiveAsync(stop);
                foreach (var message in messages)
                {
                    Start(message, stop);
                }

                if (messages.Length == 0)
                {
                    await Task.Delay(pause.Next(), stop);
                    continue;
                }

                pause.Reset();
                await WaitForThresholdAsync(stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Stopped.
        }
    }

    /// <summary>Waits for the invocations that were started.</summary>
    public async Task DrainAsync(TimeSpan grace)
    {
        var rest = Task.WhenAll(running.Keys);
        if (await Task.WhenAny(rest, Task.Delay(grace)) != rest)
        {
            logger.Abandoned(running.Count, queue.Name, grace.TotalSeconds);
        }
    }

    private async Task<QueueMessage[]> ReceiveAsync(CancellationToken stop)
    {
        try
        {
            // Not cancelled by a stop: messages that the service has already handed out must be given back.
            QueueMessage[] messages = await queue.ReceiveMessagesAsync(options.BatchSize, options.Lease, CancellationToken.None);
            return messages;
        }
        catch (RequestFailedException error) when (error.ErrorCode == QueueErrorCode.QueueNotFound)
        {
            return [];
        }
        catch (Exception error)
        {
            // Whatever it is, the next look may go well; a listener that has ended would never look again.
            logger.NotReceived(error, queue.Name);
            return [];
        }
    }

    private async Task WaitForThresholdAsync(CancellationToken stop)
    {
        // A snapshot: invocations may end between the count and the wait.
        for (var left = running.Keys; left.Count > options.NewBatchThreshold; left = running.Keys)
        {
            await Task.WhenAny(left).WaitAsync(stop);
        }
    }

    private void Start(QueueMessage message, CancellationToken stop)
    {
        var task = Task.Run(() => HandleAsync(message, stop), CancellationToken.None);
        running[task] = true;
        _ = task.ContinueWith(ended => running.TryRemove(ended, out _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private async Task HandleAsync(QueueMessage received, CancellationToken stop)
    {
        try
        {
            await using var leased = new LeasedMessage(queue, received, options.Lease, logger);
            if (stop.IsCancellationRequested)
            {
                await leased.ReleaseAsync(TimeSpan.Zero);
            }
            else if (poison is not null && received.DequeueCount > options.MaxDequeueCount)
            {
                await MoveToPoisonAsync(leased, poison);
            }
            else if (QueueBinder.Decode(received, options.Base64) is not { } body)
            {
                await RejectAsync(leased);
            }
            else
            {
                await RunAsync(leased, QueueBinder.WithBody(received, body), stop);
            }
        }
        catch (Exception error)
        {
            logger.NotCompleted(error, received.MessageId, queue.Name);
        }
    }

    private async Task RunAsync(LeasedMessage leased, QueueMessage message, CancellationToken stop)
    {
        try
        {
            await runner.RunAsync(
                function,
                $"message {message.MessageId} of '{queue.Name}', received {message.DequeueCount} times",
                QueueBinder.BindingData(message),
                (_, parameter) => new ValueTask<object?>(QueueBinder.ToParameter(message, parameter)),
                _ => { },
                stop);
        }
        catch (Exception)
        {
            await FailAsync(leased);
            return;
        }

        await leased.DeleteAsync();
    }

    private async Task FailAsync(LeasedMessage leased)
    {
        if (poison is null)
        {
            // A poison queue's own message stays invisible for its lease, or it would fail again at once, for ever.
            return;
        }

        if (leased.Message.DequeueCount >= options.MaxDequeueCount)
        {
            await MoveToPoisonAsync(leased, poison);
            return;
        }

        await leased.ReleaseAsync(options.VisibilityTimeout);
    }

    private async Task MoveToPoisonAsync(LeasedMessage leased, QueueClient target)
    {
        logger.Poisoned(leased.Message.MessageId, queue.Name, leased.Message.DequeueCount, target.Name);
        await CopyAsync(leased, target);
    }

    private async Task RejectAsync(LeasedMessage leased)
    {
        if (poison is null)
        {
            return;
        }

        logger.NotBase64(leased.Message.MessageId, queue.Name, poison.Name);
        await CopyAsync(leased, poison);
    }

    private static async Task CopyAsync(LeasedMessage leased, QueueClient target)
    {
        await target.CreateIfNotExistsAsync();
        await target.SendMessageAsync(leased.Message.Body);
        await leased.DeleteAsync();
    }
}
