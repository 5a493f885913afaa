using Azure;
using Diffusion.Jobs;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Diffusion.Functions;

/// <summary>
/// Makes the queues and the container where they are missing. Loads no model: the host allows a minute for starting. While the
/// storage is away the app runs all the same, and this goes on trying.
/// </summary>
public sealed partial class StoragePreparation(JobContainer container, JobQueues queues, TimeProvider time, ILogger<StoragePreparation> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    /// <inheritdoc />
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        // Awaited once: with a storage that answers, nothing is received before everything is there.
        if (!await TryPrepareAsync(cancellationToken))
        {
            await base.StartAsync(cancellationToken);
        }
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        do
        {
            await Task.Delay(Pause, time, stoppingToken);
        }
        while (!await TryPrepareAsync(stoppingToken));
    }

    private async Task<bool> TryPrepareAsync(CancellationToken cancellation)
    {
        try
        {
            await Task.WhenAll(container.EnsureAsync(cancellation), queues.EnsureAsync(cancellation));
            return true;
        }
        catch (Exception exception) when (exception is RequestFailedException or AggregateException || TransientFailure.Is(exception))
        {
            LogAway(exception);
            return false;
        }
    }

    [LoggerMessage(LogLevel.Warning, "The storage does not answer as it should. Its queues and container are prepared once it does")]
    private partial void LogAway(Exception exception);
}
