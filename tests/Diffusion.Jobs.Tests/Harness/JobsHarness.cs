using System.Text.Json;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Diffusion.Contracts;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Diffusion.Jobs.Tests.Harness;

/// <summary>The service's own composition over Azurite and fake models, with a container of its own and empty queues.</summary>
internal sealed class JobsHarness : IAsyncDisposable
{
    private readonly ServiceProvider services;
    private readonly BlobContainerClient container;

    private JobsHarness(ServiceProvider services, BlobContainerClient container, FakeModels models)
    {
        this.services = services;
        this.container = container;
        Models = models;
    }

    public FakeModels Models { get; }

    public static async Task<JobsHarness> CreateAsync(AzuriteFixture azurite, params (string Key, string Value)[] settings)
    {
        var name = "test-" + Guid.NewGuid().ToString("N");
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            [StorageConnection.Setting] = azurite.ConnectionString,
            ["Diffusion:Storage:Container"] = name,
            ["Diffusion:Batches:Size"] = "4",
            ["Diffusion:Batches:Window"] = "2",
        }).AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value))).Build();
        var models = new FakeModels();
        var provider = new ServiceCollection().AddLogging().AddDiffusionJobs(configuration).Replace(ServiceDescriptor.Singleton<IModelSource>(models)).BuildServiceProvider();
        var harness = new JobsHarness(provider, StorageConnection.Blobs(configuration).GetBlobContainerClient(name), models);
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

    public QueueClient Queue(string name) => Get<QueueServiceClient>().GetQueueClient(name);

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

    public Task RunBatchAsync(string message) => Get<BatchRunner>().RunAsync(message, "batch-message", CancellationToken.None);

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

    public async Task<JobRejected> RejectionAsync(string messageId = "message") =>
        JsonSerializer.Deserialize(await ReadAsync(BlobNames.Rejected(messageId)), ContractsJson.Default.JobRejected)!;

    public async ValueTask DisposeAsync()
    {
        await container.DeleteIfExistsAsync();
        await services.DisposeAsync();
    }
}
