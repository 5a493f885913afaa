using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Diffusion.Contracts;
using Diffusion.Jobs;
using Microsoft.Extensions.Options;

namespace Diffusion.Chaos.Service;

/// <summary>The harness's own, undisturbed way to the storage.</summary>
internal sealed class Storage
{
    private readonly QueueServiceClient queues;

    public Storage(string connectionString)
    {
        queues = new QueueServiceClient(connectionString, new QueueClientOptions { MessageEncoding = QueueMessageEncoding.None });
        var blobs = new BlobServiceClient(connectionString);
        Container = blobs.GetBlobContainerClient(new StorageOptions().Container);
        Jobs = new JobContainer(blobs, Options.Create(new StorageOptions()));
        Client = new JobClient(queues);
    }

    /// <summary>The jobs' container.</summary>
    public BlobContainerClient Container { get; }

    /// <summary>The same, as the product reads it.</summary>
    public JobContainer Jobs { get; }

    /// <summary>Submits jobs.</summary>
    public JobClient Client { get; }

    /// <summary>Makes container and queues.</summary>
    public async Task PrepareAsync()
    {
        await Container.CreateIfNotExistsAsync();
        foreach (var name in QueueNames.All)
        {
            await Queue(name).CreateIfNotExistsAsync();
        }
    }

    public QueueClient Queue(string name) => queues.GetQueueClient(name);

    /// <summary>Messages of a queue, visible or not.</summary>
    public async Task<int> LengthAsync(string queue) => (await Queue(queue).GetPropertiesAsync()).Value.ApproximateMessagesCount;

    /// <summary>Messages that are still to be worked on.</summary>
    public async Task<int> WaitingAsync() => (await Task.WhenAll(Worked.Select(LengthAsync))).Sum();

    /// <summary>The queues that the service takes messages from.</summary>
    public static IReadOnlyList<string> Worked { get; } = [.. QueueNames.All.Where(name => name != QueueNames.Completed)];
}
