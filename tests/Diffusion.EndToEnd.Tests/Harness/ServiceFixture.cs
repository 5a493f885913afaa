using Azure.Storage.Queues;
using Diffusion.Azurite;
using Diffusion.Cli;
using Diffusion.Contracts;
using Diffusion.Functions;
using Diffusion.Jobs;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Diffusion.EndToEnd.Tests.Harness;

/// <summary>Azurite, the function app in a process of its own, and a client.</summary>
public sealed class ServiceFixture : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(150);

    private readonly string models = Directory.CreateTempSubdirectory("models-").FullName;
    private readonly List<JobCompleted> completions = [];
    private AzuriteServer? azurite;
    private FunctionAppProcess? app;
    private ServiceProvider? services;

    /// <summary>Environment of the service and of every client.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; private set; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public string Log => app?.Log ?? "";

    /// <summary>Where the service answers HTTP.</summary>
    public Uri Address => app!.Address;

    /// <summary>Gets what the service exports.</summary>
    public OtlpCollector Collector { get; } = new();

    /// <summary>The service's key on this machine.</summary>
    public const string HttpKey = "a key for tests alone";

    public async Task InitializeAsync()
    {
        TinyModel.Write(models);
        TinyVariants.Write(models);
        azurite = await AzuriteServer.StartAsync();
        Settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [StorageConnection.Setting] = azurite.ConnectionString,
            ["Diffusion__Models__Root"] = models,
            ["Diffusion__Models__Device"] = "cpu",
            ["Diffusion__Batches__Size"] = "8",
            ["Diffusion__Batches__Window"] = "2",
            ["AzureFunctionsJobHost__extensions__queues__maxPollingInterval"] = "00:00:00.2",
            ["AzureFunctionsJobHost__extensions__queues__visibilityTimeout"] = "00:00:00",
            [SettingNames.HttpAccess] = "key",
            [SettingNames.HttpKey] = HttpKey,
            [SettingNames.HealthCacheSeconds] = "1",
            [SettingNames.OtlpEndpoint] = Collector.Address,
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_BSP_SCHEDULE_DELAY"] = "200",
            ["OTEL_BLRP_SCHEDULE_DELAY"] = "200",
            ["OTEL_METRIC_EXPORT_INTERVAL"] = "500",
        };
        services = Services(Settings);
        await Get<JobContainer>().EnsureAsync(CancellationToken.None);
        await Get<JobQueues>().EnsureAsync(CancellationToken.None);
        app = await FunctionAppProcess.StartAsync("Diffusion.Functions", Settings);
    }

    public async Task DisposeAsync()
    {
        if (app is not null)
        {
            await app.DisposeAsync();
        }

        Collector.Dispose();
        if (services is not null)
        {
            await services.DisposeAsync();
        }

        if (azurite is not null)
        {
            await azurite.DisposeAsync();
        }

        Directory.Delete(models, recursive: true);
    }

    /// <summary>The jobs' own classes over the same storage and models, in this process.</summary>
    public static ServiceProvider Services(IReadOnlyDictionary<string, string> settings) => new ServiceCollection()
        .AddLogging()
        .AddDiffusionJobs(new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key.Replace("__", ":"), (string?)setting.Value)))
            .Build())
        .AddSingleton<JobWatch>()
        .AddSingleton<JobDownload>()
        .AddSingleton<Reproduction>()
        .BuildServiceProvider();

    public T Get<T>()
        where T : notnull => services!.GetRequiredService<T>();

    /// <summary>Waits for a job's end; a failure shows the app's log.</summary>
    internal async Task<JobOutcome> EndAsync(SubmittedJob job)
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            return await Get<JobWatch>().UntilEndAsync(job, _ => { }, patience.Token);
        }
        catch (OperationCanceledException late)
        {
            throw new TimeoutException($"Job {job.JobId} did not end within {Patience.TotalSeconds} s. The app says:\n{Log}", late);
        }
    }

    internal async Task<JobOutcome> RunAsync(JobRequest request) => await EndAsync(await Get<JobClient>().SubmitAsync(request));

    /// <summary>Waits until something is so.</summary>
    public async Task UntilAsync(Func<Task<bool>> condition, string what)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!await condition())
        {
            if (patience.IsCancellationRequested)
            {
                throw new TimeoutException($"{what} did not happen within {Patience.TotalSeconds} s. The app says:\n{Log}");
            }

            await Task.Delay(100);
        }
    }

    public QueueClient Queue(string name) => Get<QueueServiceClient>().GetQueueClient(name);

    /// <summary>Completion messages of a job so far.</summary>
    public async Task<IReadOnlyList<JobCompleted>> CompletionsAsync(string jobId)
    {
        // Looking without taking shows 32 messages at most, and other tests' jobs end too.
        var queue = Queue(QueueNames.Completed);
        while ((await queue.ReceiveMessagesAsync(32)).Value is { Length: > 0 } messages)
        {
            foreach (var message in messages)
            {
                completions.Add(System.Text.Json.JsonSerializer.Deserialize(message.MessageText, ContractsJson.Default.JobCompleted)!);
                await queue.DeleteMessageAsync(message.MessageId, message.PopReceipt);
            }
        }

        return [.. completions.Where(completed => completed.JobId == jobId)];
    }

    /// <summary>Names and ETags below a folder.</summary>
    public async Task<IReadOnlyDictionary<string, string>> BlobsAsync(string folder)
    {
        var blobs = new SortedDictionary<string, string>(StringComparer.Ordinal);
        await foreach (var blob in Get<JobContainer>().ListAsync(folder, CancellationToken.None))
        {
            blobs.Add(blob.Name, blob.Properties.ETag!.Value.ToString());
        }

        return blobs;
    }

    public async Task<byte[]> ReadAsync(string name) =>
        (await Get<JobContainer>().TryReadAsync(name, CancellationToken.None) ?? throw new FileNotFoundException(name)).ToArray();
}

[CollectionDefinition(Name)]
public sealed class ServiceTests : ICollectionFixture<ServiceFixture>
{
    public const string Name = "service";
}
