using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Microsoft.Extensions.Logging;

namespace Microsoft.Azure.Functions.Worker.LocalHost.Queues;

/// <summary>A received message whose lease is renewed, at half of its time, until it is settled.</summary>
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
        try
        {
            while (true)
            {
                await Task.Delay(lease / 2, settled.Token);
                UpdateReceipt renewed = await queue.UpdateMessageAsync(Message.MessageId, popReceipt, visibilityTimeout: lease, cancellationToken: CancellationToken.None);
                popReceipt = renewed.PopReceipt;
            }
        }
        catch (OperationCanceledException)
        {
            // Settled.
        }
        catch (RequestFailedException error)
        {
            logger.NotRenewed(error, Message.MessageId, queue.Name);
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
        catch (RequestFailedException error) when (error.Status is 404 or 400 && (error.ErrorCode == QueueErrorCode.MessageNotFound || error.ErrorCode == QueueErrorCode.PopReceiptMismatch || error.ErrorCode == QueueErrorCode.QueueNotFound))
        {
            logger.Lost(Message.MessageId, queue.Name);
        }
    }
}
