using Azure;
using Azure.Storage.Queues;
using Diffusion.Contracts;
using Microsoft.Extensions.Logging;

namespace Diffusion.Jobs;

/// <summary>
/// Tells how long the queues are and how long their oldest messages have waited: a backlog that no worker takes would be silent
/// else. The storage service itself measures neither by queue. Alerts read the lines.
/// </summary>
public sealed partial class QueueWatch(QueueServiceClient service, TimeProvider time, ILogger<QueueWatch> log)
{
    /// <summary>The least time between two looks of a process, however often it is asked.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMinutes(2);

    private readonly Lock gate = new();
    private DateTimeOffset next = DateTimeOffset.MinValue;

    /// <summary>Logs a line for each queue of work that has visible messages; does nothing shortly after the last look.</summary>
    public async Task LookAsync(CancellationToken cancellation)
    {
        lock (gate)
        {
            if (time.GetUtcNow() < next)
            {
                return;
            }

            next = time.GetUtcNow() + Pause;
        }

        // Completions wait for whoever reads them, which is not ours to judge.
        foreach (var name in QueueNames.All.Where(name => name != QueueNames.Completed))
        {
            await LookAtAsync(service.GetQueueClient(name), cancellation);
        }
    }

    private async Task LookAtAsync(QueueClient queue, CancellationToken cancellation)
    {
        try
        {
            var messages = (await queue.PeekMessagesAsync(1, cancellation)).Value;
            if (messages is [{ InsertedOn: { } inserted }, ..])
            {
                var length = (await queue.GetPropertiesAsync(cancellation)).Value.ApproximateMessagesCount;
                LogWaiting(queue.Name, length, (long)(time.GetUtcNow() - inserted).TotalSeconds);
            }
        }
        catch (Exception exception) when (exception is RequestFailedException || TransientFailure.Is(exception))
        {
            // Only a look: the work that asked for it goes on, and its message must not come a second time for this.
            LogUnseen(exception, queue.Name);
        }
    }

    [LoggerMessage(LogLevel.Information, "Queue {Queue}: {Messages} messages, the oldest waits for {Seconds} s")]
    private partial void LogWaiting(string queue, int messages, long seconds);

    [LoggerMessage(LogLevel.Warning, "Queue {Queue} could not be looked at")]
    private partial void LogUnseen(Exception exception, string queue);
}
