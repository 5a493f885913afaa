using Azure.Storage.Queues;
using Diffusion.Contracts;
using Diffusion.Jobs.Tests.Harness;
using Microsoft.Extensions.Logging;

namespace Diffusion.Jobs.Tests.Sweeping;

[Collection(AzuriteTests.Name)]
public sealed class QueueWatchTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task Look_MessagesWait_TellsHowManyAndHowLong()
    {
        var service = new QueueServiceClient(azurite.ConnectionString);
        var clock = new Clock();
        var log = new Lines();
        foreach (var name in QueueNames.All)
        {
            await service.GetQueueClient(name).CreateIfNotExistsAsync();
            await service.GetQueueClient(name).ClearMessagesAsync();
        }

        await service.GetQueueClient(QueueNames.Batches).SendMessageAsync("one");
        await service.GetQueueClient(QueueNames.Batches).SendMessageAsync("two");
        await service.GetQueueClient(QueueNames.Completed).SendMessageAsync("nobody reads this");
        // Not seen yet, so not waited for.
        await service.GetQueueClient(QueueNames.Sweep).SendMessageAsync("later", visibilityTimeout: TimeSpan.FromMinutes(5));
        var watch = new QueueWatch(service, clock, log);

        clock.Ahead = TimeSpan.FromMinutes(40);
        await watch.LookAsync(CancellationToken.None);
        await watch.LookAsync(CancellationToken.None);

        var line = Assert.Single(log);
        Assert.StartsWith("Queue generation-batches: 2 messages, the oldest waits for 24", line, StringComparison.Ordinal);
        clock.Ahead += QueueWatch.Pause;
        await watch.LookAsync(CancellationToken.None);
        Assert.Equal(2, log.Count);
        await service.GetQueueClient(QueueNames.Batches).ClearMessagesAsync();
        await service.GetQueueClient(QueueNames.Completed).ClearMessagesAsync();
        await service.GetQueueClient(QueueNames.Sweep).ClearMessagesAsync();
    }

    /// <summary>The look comes with a reminder, whose message would come again if it failed.</summary>
    [Fact]
    public async Task Look_NoConnection_IsToldAndNoFailure()
    {
        var calls = new StorageCalls { Failure = _ => new IOException("cut") };
        var options = new QueueClientOptions { Retry = { MaxRetries = 1, Delay = TimeSpan.FromMilliseconds(1) } };
        options.AddPolicy(calls, Azure.Core.HttpPipelinePosition.PerRetry);
        var log = new Lines();

        await new QueueWatch(new QueueServiceClient(azurite.ConnectionString, options), TimeProvider.System, log).LookAsync(CancellationToken.None);

        Assert.All(log, line => Assert.EndsWith("could not be looked at", line, StringComparison.Ordinal));
        Assert.Equal(QueueNames.All.Count - 1, log.Count);
    }

    private sealed class Clock : TimeProvider
    {
        public TimeSpan Ahead { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Ahead;
    }

    private sealed class Lines : List<string>, ILogger<QueueWatch>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Add(formatter(state, exception));
    }
}
