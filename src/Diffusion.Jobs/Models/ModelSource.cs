using System.Collections.Concurrent;
using Diffusion.Runtime;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Diffusion.Jobs;

/// <summary>Models that can generate: an engine is started with the first batch that needs it.</summary>
public sealed partial class ModelSource(IModelFiles files, IOptions<ModelOptions> options, ILogger<ModelSource> log) : IModelSource, IAsyncDisposable
{
    private readonly SemaphoreSlim loading = new(1, 1);

    // By content: during a roll-out jobs of the old and of the new version run side by side.
    private readonly ConcurrentDictionary<string, SamplingEngine> engines = new(StringComparer.Ordinal);

    /// <inheritdoc />
    public IReadOnlyList<string> Names => files.Names;

    /// <summary>The engines that have been started, for what watches them.</summary>
    public IReadOnlyList<SamplingEngine> Engines => [.. engines.Values];

    /// <inheritdoc />
    public JobModel? Find(string name) => files.Find(name);

    /// <summary>The folder, for what needs its files, such as a judge.</summary>
    public ModelFolder Folder(string name) => files.Current(name);

    /// <inheritdoc />
    public async Task<LoadedModel> LoadAsync(string name, string hash, CancellationToken cancellation)
    {
        await loading.WaitAsync(cancellation);
        try
        {
            if (engines.TryGetValue(hash, out var engine) && !engine.IsRunning)
            {
                engines.TryRemove(hash, out _);
                engine = null;
            }

            if (engine is null)
            {
                var folder = await files.OpenAsync(name, hash, cancellation);
                await UnloadOthersAsync(name, hash);
                var device = Device.Select(options.Value.Device);
                LogLoading(name, folder.Card.Version, device);
                engine = await SamplingEngine.StartAsync(folder, device, new SamplingEngine.Options { Rows = options.Value.Rows }, cancellation);
                engines[hash] = engine;
            }

            return new LoadedModel(JobModel.Of(engine.Model.Card, hash), engine, engine.Provenance);
        }
        finally
        {
            loading.Release();
        }
    }

    /// <inheritdoc />
    public async Task ReleaseAsync(LoadedModel? failed)
    {
        await loading.WaitAsync();
        try
        {
            // Another batch of the same engine may have given it back already: its successor stays.
            foreach (var (hash, engine) in engines.Where(pair => ReferenceEquals(pair.Value, failed?.Generator) || pair.Value.Statistics.Rows == 0).ToList())
            {
                LogReleasing(engine.Model.Card.Name);
                engines.TryRemove(hash, out _);
                await engine.DisposeAsync();
            }
        }
        finally
        {
            loading.Release();
        }

        // Native memory hangs on what the collector has not seen yet.
        GC.Collect();
        GC.WaitForPendingFinalizers();
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

    /// <summary>Frees the memory of versions that nobody uses now. A job of theirs that still comes loads its version again.</summary>
    private async Task UnloadOthersAsync(string name, string hash)
    {
        foreach (var (other, engine) in engines.Where(entry => entry.Key != hash && entry.Value.Model.Card.Name == name && entry.Value.Statistics.Rows == 0).ToArray())
        {
            engines.TryRemove(other, out _);
            LogUnloading(name, engine.Model.Card.Version);
            await engine.DisposeAsync();
        }
    }

    [LoggerMessage(LogLevel.Information, "Loading model {Name} {Version} on {Device}")]
    private partial void LogLoading(string name, string version, Device device);

    [LoggerMessage(LogLevel.Information, "Unloading model {Name} {Version}, which nobody uses now")]
    private partial void LogUnloading(string name, string version);

    [LoggerMessage(LogLevel.Warning, "Giving back what model {Name} holds of the device")]
    private partial void LogReleasing(string name);
}
