using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Diffusion.Contracts;
using Diffusion.Jobs;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Diffusion.Chaos.Service;

/// <summary>The harness's own, undisturbed way to the storage, by the product's own classes.</summary>
internal sealed class Storage : IAsyncDisposable
{
    private readonly ServiceProvider services;

    public Storage(string connectionString)
    {
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal) { [StorageConnection.Setting] = connectionString };
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        services = new ServiceCollection().AddLogging().AddDiffusionJobs(configuration).BuildServiceProvider();
        var options = services.GetRequiredService<IOptions<StorageOptions>>().Value;
        Container = services.GetRequiredService<BlobServiceClient>().GetBlobContainerClient(options.Container);
        Jobs = services.GetRequiredService<JobContainer>();
        Client = services.GetRequiredService<JobClient>();
        Deletion = services.GetRequiredService<JobDeletion>();
    }

    /// <summary>The queues that the service takes messages from.</summary>
    public static IReadOnlyList<string> Worked { get; } = [.. QueueNames.All.Where(name => name != QueueNames.Completed)];

    /// <summary>The jobs' container.</summary>
    public BlobContainerClient Container { get; }

    /// <summary>The same, as the product reads it.</summary>
    public JobContainer Jobs { get; }

    /// <summary>Submits jobs.</summary>
    public JobClient Client { get; }

    /// <summary>Removes jobs.</summary>
    public JobDeletion Deletion { get; }

    /// <summary>Makes container and queues.</summary>
    public async Task PrepareAsync()
    {
        await Jobs.EnsureAsync(CancellationToken.None);
        await services.GetRequiredService<JobQueues>().EnsureAsync(CancellationToken.None);
    }

    public QueueClient Queue(string name) => services.GetRequiredService<QueueServiceClient>().GetQueueClient(name);

    /// <summary>Messages of a queue, visible or not.</summary>
    public async Task<int> LengthAsync(string queue) => (await Queue(queue).GetPropertiesAsync()).Value.ApproximateMessagesCount;

    /// <summary>Messages of some queues, visible or not.</summary>
    public async Task<int> WaitingAsync(params IEnumerable<string> names) => (await Task.WhenAll(names.Select(LengthAsync))).Sum();

    public ValueTask DisposeAsync() => services.DisposeAsync();
}
