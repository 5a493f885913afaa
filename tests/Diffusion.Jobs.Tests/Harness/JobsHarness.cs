using System.Text.Json;
using Azure.Core.Pipeline;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Specialized;
using Azure.Storage.Queues;
using Diffusion.Contracts;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Diffusion.Jobs.Tests.Harness;

/// <summary>The service's own composition over Azurite and fake models, with a container of its own and empty queues.</summary>
internal sealed class JobsHarness : IAsyncDisposable
{
    private readonly ServiceProvider services;
    private readonly BlobContainerClient container;

    private readonly QueueServiceClient queues;

    private JobsHarness(ServiceProvider services, BlobContainerClient container, QueueServiceClient queues, FakeModels models)
    {
        this.services = services;
        this.queues = queues;
        this.container = container;
        Models = models;
    }

    public FakeModels Models { get; }

    /// <summary>The host that the service runs in; when it stops, what runs is asked to stop at once.</summary>
    public FakeHost Host => Get<FakeHost>();

    public static Task<JobsHarness> CreateAsync(AzuriteFixture azurite, params (string Key, string Value)[] settings) => CreateAsync(azurite, [], settings);

    /// <param name="azurite">The storage.</param>
    /// <param name="policies">Run at each try of a call of the service's classes; not of the harness's own.</param>
    /// <param name="settings">Settings beside the harness's own.</param>
    public static async Task<JobsHarness> CreateAsync(AzuriteFixture azurite, HttpPipelinePolicy[] policies, params (string Key, string Value)[] settings)
    {
        var name = "test-" + Guid.NewGuid().ToString("N");
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            [StorageConnection.Setting] = azurite.ConnectionString,
            ["Diffusion:Storage:Container"] = name,
            ["Diffusion:Batches:Size"] = "4",
            ["Diffusion:Batches:Window"] = "2",
            ["Diffusion:Batches:LeaseSeconds"] = "15",
            ["Diffusion:Batches:StatusSeconds"] = "0.2",
            ["Diffusion:Batches:CancelSeconds"] = "0.1",
            ["Diffusion:Storage:RetryMilliseconds"] = "5",
        }).AddInMemoryCollection(settings.GroupBy(setting => setting.Key).Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Last().Value))).Build();
        var models = new FakeModels();
        var provider = new ServiceCollection().AddLogging().AddSingleton<FakeHost>().AddSingleton<IHostApplicationLifetime>(services => services.GetRequiredService<FakeHost>())
            .AddSingleton(StorageConnection.Blobs(configuration, policies)).AddSingleton(StorageConnection.Queues(configuration, policies))
            .AddDiffusionJobs(configuration).Replace(ServiceDescriptor.Singleton<IModelSource>(models)).BuildServiceProvider();
        var harness = new JobsHarness(provider, StorageConnection.Blobs(configuration).GetBlobContainerClient(name), StorageConnection.Queues(configuration), models);
        await harness.Get<JobContainer>().EnsureAsync(CancellationToken.None);
        await harness.Get<JobQueues>().EnsureAsync(CancellationToken.None);
        foreach (var queue in QueueNames.All)
        {
            await harness.Queue(queue).ClearMessagesAsync();
        }

        return harness;
    }

    public T Get<T>()
        where T : notnull => services.GetRequiredService<T>();

    public QueueClient Queue(string name) => queues.GetQueueClient(name);

    /// <summary>Takes all messages off a queue.</summary>
    public async Task<IReadOnlyList<string>> TakeAsync(string queue)
    {
        var texts = new List<string>();
        while (true)
        {
            var messages = (await Queue(queue).ReceiveMessagesAsync(32)).Value;
            if (messages.Length == 0)
            {
                return texts;
            }

            foreach (var message in messages)
            {
                texts.Add(message.MessageText);
                await Queue(queue).DeleteMessageAsync(message.MessageId, message.PopReceipt);
            }
        }
    }

    /// <summary>Takes what is delayed as well, as soon as it can be seen.</summary>
    public async Task<IReadOnlyList<string>> TakeWaitingAsync(string queue)
    {
        var texts = new List<string>();
        for (var i = 0; i < 300 && (await Queue(queue).GetPropertiesAsync()).Value.ApproximateMessagesCount > 0; i++)
        {
            texts.AddRange(await TakeAsync(queue));
            await Task.Delay(50);
        }

        return texts;
    }

    public async Task<IReadOnlyList<JobCompleted>> CompletionsAsync() =>
        [.. (await TakeAsync(QueueNames.Completed)).Select(text => JsonSerializer.Deserialize(text, ContractsJson.Default.JobCompleted)!)];

    /// <summary>Plans a job and runs batches until none is queued.</summary>
    public async Task RunAsync(JobRequest request)
    {
        await PlanAsync(request);
        await DrainAsync();
    }

    public Task PlanAsync(JobRequest request, string messageId = "message") =>
        PlanAsync(JsonSerializer.Serialize(request, ContractsJson.Default.JobRequest), messageId);

    public Task PlanAsync(string message, string messageId = "message") => Get<JobPlanner>().PlanAsync(message, messageId, CancellationToken.None);

    public async Task DrainAsync()
    {
        for (var messages = await TakeAsync(QueueNames.Batches); messages.Count > 0; messages = await TakeAsync(QueueNames.Batches))
        {
            foreach (var message in messages)
            {
                await RunBatchAsync(message);
            }
        }
    }

    public Task RunBatchAsync(string message) => Get<BatchRunner>().RunAsync(message, "batch-message", Host.ApplicationStopping);

    public async Task<JobStatus> StatusAsync(string jobId = "job-1") => (await Get<JobStatusReader>().TryReadAsync(jobId, CancellationToken.None))!.Status;

    /// <summary>Every blob's name and ETag, without what is written from time to time: locks, submitters' lists and the status.</summary>
    public async Task<IReadOnlyDictionary<string, string>> WorkAsync() => (await BlobsAsync())
        .Where(blob => blob.Key.Split('/') is not (["locks" or "submitters", ..] or ["jobs", _, "status.json"]))
        .ToDictionary(blob => blob.Key, blob => blob.Value, StringComparer.Ordinal);

    /// <summary>Every blob's name and ETag.</summary>
    public async Task<IReadOnlyDictionary<string, string>> BlobsAsync()
    {
        var blobs = new SortedDictionary<string, string>(StringComparer.Ordinal);
        await foreach (var blob in container.GetBlobsAsync())
        {
            blobs.Add(blob.Name, blob.Properties.ETag!.Value.ToString());
        }

        return blobs;
    }

    public async Task<byte[]> ReadAsync(string name) => (await container.GetBlobClient(name).DownloadContentAsync()).Value.Content.ToArray();

    public Task WriteAsync(string name, string text) => container.GetBlobClient(name).UploadAsync(BinaryData.FromString(text), overwrite: true);

    public Task WriteAsync(string name, byte[] content) => container.GetBlobClient(name).UploadAsync(new BinaryData(content), overwrite: true);

    public Task BreakLeaseAsync(string name) => container.GetBlobClient(name).GetBlobLeaseClient().BreakAsync(TimeSpan.Zero);

    public async Task<JobRejected> RejectionAsync(string messageId = "message") =>
        JsonSerializer.Deserialize(await ReadAsync(BlobNames.Rejected(messageId)), ContractsJson.Default.JobRejected)!;

    public async ValueTask DisposeAsync()
    {
        await container.DeleteIfExistsAsync();
        await services.DisposeAsync();
    }
}
