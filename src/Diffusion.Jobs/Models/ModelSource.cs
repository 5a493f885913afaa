using System.Collections.Concurrent;
using Diffusion.Runtime;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Diffusion.Jobs;

/// <summary>The models of a folder. A folder is checked once a process, and its engine is started with the first batch that needs it.</summary>
public sealed partial class ModelSource(IOptions<ModelOptions> options, ILogger<ModelSource> log) : IModelSource, IAsyncDisposable
{
    private readonly Lazy<ModelRegistry> registry = new(() => new ModelRegistry(options.Value.FindRoot()));
    private readonly ConcurrentDictionary<string, Lazy<ModelFolder>> folders = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim loading = new(1, 1);
    private readonly ConcurrentDictionary<string, SamplingEngine> engines = new(StringComparer.Ordinal);

    /// <inheritdoc />
    public IReadOnlyList<string> Names => registry.Value.Names;

    /// <summary>The engines that have been started, for what watches them.</summary>
    public IReadOnlyList<SamplingEngine> Engines => [.. engines.Values];

    /// <inheritdoc />
    public JobModel? Find(string name) => Names.Contains(name) ? Describe(Folder(name)) : null;

    /// <summary>The folder, for what needs its files, such as a judge.</summary>
    public ModelFolder Folder(string name)
    {
        var folder = folders.GetOrAdd(name, key => new Lazy<ModelFolder>(() => registry.Value.Open(key)));
        try
        {
            return folder.Value;
        }
        catch (ModelException)
        {
            // A Lazy keeps its exception; the next message must look again.
            folders.TryRemove(new KeyValuePair<string, Lazy<ModelFolder>>(name, folder));
            throw;
        }
    }

    /// <inheritdoc />
    public async Task<LoadedModel> LoadAsync(string name, string hash, CancellationToken cancellation)
    {
        var folder = Folder(name);
        if (folder.Hash != hash)
        {
            throw new ModelException($"The model {name} has the content {folder.Hash}, but the job was planned with {hash}. Run a host that has the job's model, or submit the job again.");
        }

        await loading.WaitAsync(cancellation);
        try
        {
            if (engines.TryGetValue(name, out var engine) && !engine.IsRunning)
            {
                engines.TryRemove(name, out _);
                engine = null;
            }

            if (engine is null)
            {
                var device = Device.Select(options.Value.Device);
                LogLoading(name, device);
                engine = await SamplingEngine.StartAsync(folder, device, new SamplingEngine.Options { Rows = options.Value.Rows }, cancellation);
                engines[name] = engine;
            }

            return new LoadedModel(Describe(folder), engine, engine.Provenance);
        }
        finally
        {
            loading.Release();
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        foreach (var engine in engines.Values)
        {
            await engine.DisposeAsync();
        }

        loading.Dispose();
    }

    private static JobModel Describe(ModelFolder folder) => new()
    {
        Name = folder.Card.Name,
        Version = folder.Card.Version,
        Hash = folder.Hash,
        Classes = folder.Card.Classes,
        HasNullClass = folder.Card.NullClass is not null,
        HasClassifierGradient = folder.ClassifierGradientPath is not null,
        HasWeakUnet = folder.WeakUnetPath is not null,
        HasPrior = folder.PriorPath is not null,
        Rows = folder.Card.Rows,
        Settings = folder.Settings,
    };

    [LoggerMessage(LogLevel.Information, "Loading model {Name} on {Device}")]
    private partial void LogLoading(string name, Device device);
}
