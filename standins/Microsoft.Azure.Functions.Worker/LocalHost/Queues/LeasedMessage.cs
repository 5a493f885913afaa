using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Microsoft.Extensions.Logging;

namespace Microsoft.Azure.Functions.Worker.LocalHost.Queues;

/// <summary>
/// A received message whose lease is renewed, at half of its time, until it is settled or somebody else has received it. A
/// renewal that fails is tried again soon, even after the lease's end: until another receives the message its receipt is good.
/// </summary>
internal sealed class LeasedMessage : IAsyncDisposable
{
    private readonly QueueClient queue;
    private readonly TimeSpan lease;
    private readonly ILogger logger;
    private readonly CancellationTokenSource settled = new();
    private readonly Task renewal;
    private string popReceipt;

    public LeasedMessage(QueueClient queue, QueueMessage message, TimeSpan lease, ILogger logger)
    {
        (this.queue, this.lease, this.logger) = (queue, lease, logger);
        Message = message;
        popReceipt = message.PopReceipt;
        renewal = RenewAsync();
    }

    public QueueMessage Message { get; }

    /// <summary>Stops renewing and deletes the message, by its newest receipt.</summary>
    public async Task DeleteAsync()
    {
        await StopRenewingAsync();
        await IgnoreLostAsync(() => queue.DeleteMessageAsync(Message.MessageId, popReceipt));
    }

    /// <summary>Stops renewing and makes the message visible after a time.</summary>
    public async Task ReleaseAsync(TimeSpan after)
    {
        await StopRenewingAsync();
        await IgnoreLostAsync(() => queue.UpdateMessageAsync(Message.MessageId, popReceipt, visibilityTimeout: after));
    }

    public async ValueTask DisposeAsync()
    {
        await StopRenewingAsync();
        settled.Dispose();
    }

    private async Task RenewAsync()
    {
        var pause = lease / 2;
        try
        {
            while (true)
            {
                await Task.Delay(pause, settled.Token);
                if (await TryRenewAsync() is not { } next)
                {
                    return;
                }

                pause = next;
            }
        }
        catch (OperationCanceledException) when (settled.IsCancellationRequested)
        {
            // Settled.
        }
    }

    /// <summary>The pause before the next renewal; null where the message is another's.</summary>
    private async Task<TimeSpan?> TryRenewAsync()
    {
        try
        {
            UpdateReceipt renewed = await queue.UpdateMessageAsync(Message.MessageId, popReceipt, visibilityTimeout: lease, cancellationToken: CancellationToken.None);
            popReceipt = renewed.PopReceipt;
            return lease / 2;
        }
        catch (RequestFailedException error) when (IsLost(error))
        {
            logger.NotRenewed(error, Message.MessageId, queue.Name);
            return null;
        }
        catch (Exception error) when (error is RequestFailedException or AggregateException or OperationCanceledException)
        {
            logger.NotRenewed(error, Message.MessageId, queue.Name);
            return lease / 8;
        }
    }

    private async Task StopRenewingAsync()
    {
        await settled.CancelAsync();
        await renewal;
    }

    private async Task IgnoreLostAsync(Func<Task> settle)
    {
        try
        {
            await settle();
        }
        catch (RequestFailedException error) when (IsLost(error))
        {
            logger.Lost(Message.MessageId, queue.Name);
        }
    }

    private static bool IsLost(RequestFailedException error) => error.Status is 404 or 400
        && (error.ErrorCode == QueueErrorCode.MessageNotFound || error.ErrorCode == QueueErrorCode.PopReceiptMismatch || error.ErrorCode == QueueErrorCode.QueueNotFound);
}
