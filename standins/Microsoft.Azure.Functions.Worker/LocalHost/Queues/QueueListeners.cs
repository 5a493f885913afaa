using Azure.Storage.Queues;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Microsoft.Azure.Functions.Worker.LocalHost.Queues;

/// <summary>Listens once all else has started; on stop cancels the invocations and waits for them.</summary>
internal sealed class QueueListeners(FunctionList functions, HostSettings settings, FunctionRunner runner, IHostApplicationLifetime lifetime, ILogger<QueueListeners> logger)
    : IHostedLifecycleService, IDisposable
{
    private const string PoisonSuffix = "-poison";
    private static readonly TimeSpan ShortestTimeout = TimeSpan.FromSeconds(5);
    private readonly CancellationTokenSource stop = new();
    private List<QueueListener> listeners = [];
    private Task listening = Task.CompletedTask;

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        // Wrong settings end the start, not the first poll.
        var options = QueueOptions.From(settings);
        listeners = [.. functions.Items.Where(function => function.Queue is not null).Select(function => NewListener(function, options))];
        lifetime.ApplicationStopping.Register(stop.Cancel);
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        listening = Task.WhenAll(listeners.Select(listener => Task.Run(() => listener.ListenAsync(stop.Token), CancellationToken.None)));
        return Task.CompletedTask;
    }

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await stop.CancelAsync();
        await listening;
        await Task.WhenAll(listeners.Select(listener => listener.DrainAsync(settings.Grace)));
    }

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => stop.Dispose();

    private QueueListener NewListener(FoundFunction function, QueueOptions options)
    {
        var name = settings.Resolve(function.Queue!.QueueName).ToLowerInvariant();
        var account = new QueueServiceClient(settings.ConnectionString(function.Queue.Connection), ClientOptions(options));
        var poison = name.EndsWith(PoisonSuffix, StringComparison.Ordinal) ? null : account.GetQueueClient(name + PoisonSuffix);
        logger.Found(function.Name, $"queue '{name}'");
        return new QueueListener(function, account.GetQueueClient(name), poison, options, runner, logger);
    }

    // A call that hangs must not outlast a short lease by much: its message would be another's before it is tried again.
    private static QueueClientOptions ClientOptions(QueueOptions options)
    {
        var client = new QueueClientOptions { MessageEncoding = QueueMessageEncoding.None };
        client.Retry.NetworkTimeout = new[] { client.Retry.NetworkTimeout, new[] { options.Lease, ShortestTimeout }.Max() }.Min();
        return client;
    }
}
