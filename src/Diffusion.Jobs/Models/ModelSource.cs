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
    private readonly ConcurrentDictionary<string, UsedEngine> engines = new(StringComparer.Ordinal);

    // Chosen once: after a failure "auto" must not go on with another device, and so with other bytes.
    private Device? device;

    /// <inheritdoc />
    public IReadOnlyList<string> Names => files.Names;

    /// <summary>The engines that have been started, for what watches them.</summary>
    public IReadOnlyList<SamplingEngine> Engines => [.. engines.Values.Select(used => used.Engine)];

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
            if (engines.TryGetValue(hash, out var used) && !used.Engine.IsRunning)
            {
                engines.TryRemove(hash, out _);
                used = null;
            }

            if (used is null)
            {
                var folder = await files.OpenAsync(name, hash, cancellation);
                await UnloadOthersAsync(name, hash);
                used = new UsedEngine(await StartAsync(folder, cancellation));
                engines[hash] = used;
            }

            used.Enter();

            // An older card does not say whether its network takes labels; the network itself does.
            var model = JobModel.Of(used.Engine.Model.Card, hash) with { KnowsLabels = used.Engine.KnowsLabels };
            return new LoadedModel(model, used.Engine, used.Engine.Provenance) { Returned = used.Leave };
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
            foreach (var (hash, used) in engines.Where(pair => ReferenceEquals(pair.Value.Engine, failed?.Generator) || pair.Value.IsIdle).ToList())
            {
                LogReleasing(used.Engine.Model.Card.Name);
                engines.TryRemove(hash, out _);
                await used.Engine.DisposeAsync();
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
        foreach (var used in engines.Values)
        {
            await used.Engine.DisposeAsync();
        }

        loading.Dispose();
    }

    /// <summary>Frees the memory of versions that nobody uses now. A job of theirs that still comes loads its version again.</summary>
    private async Task UnloadOthersAsync(string name, string hash)
    {
        foreach (var (other, used) in engines.Where(entry => entry.Key != hash && entry.Value.Engine.Model.Card.Name == name && entry.Value.IsIdle).ToArray())
        {
            engines.TryRemove(other, out _);
            LogUnloading(name, used.Engine.Model.Card.Version);
            await used.Engine.DisposeAsync();
        }
    }

    private async Task<SamplingEngine> StartAsync(ModelFolder folder, CancellationToken cancellation)
    {
        var card = folder.Card;
        device ??= Device.Select(options.Value.Device);
        LogLoading(card.Name, card.Version, device);
        var engine = await SamplingEngine.StartAsync(folder, device, new SamplingEngine.Options { Rows = options.Value.Rows }, cancellation);
        if (engine.RowDependence == RowDependence.Place)
        {
            LogAlone(card.Name, card.Version);
        }

        if (engine.RowDependence != RowDependence.Count || engine.Provenance.Rows is not { } rows || rows == card.Rows[^1])
        {
            return engine;
        }

        await engine.DisposeAsync();
        throw new ModelException(
            $"Rows is {rows}, but here an image's bytes depend on the rows of a device batch, and other hosts use {card.Rows[^1]}. Leave Diffusion:Models:Rows out, or make a version of model '{card.Name}' whose card has fewer rows.");
    }

    [LoggerMessage(LogLevel.Information, "Loading model {Name} {Version} on {Device}")]
    private partial void LogLoading(string name, string version, Device device);

    [LoggerMessage(LogLevel.Warning, "Model {Name} {Version} gives an image other bytes in other rows of a device batch here, so its images are made one at a time, which is slow. Export it again")]
    private partial void LogAlone(string name, string version);

    [LoggerMessage(LogLevel.Information, "Unloading model {Name} {Version}, which nobody uses now")]
    private partial void LogUnloading(string name, string version);

    [LoggerMessage(LogLevel.Warning, "Giving back what model {Name} holds of the device")]
    private partial void LogReleasing(string name);

    /// <summary>An engine and how many use it now; what was got and has not begun yet counts too.</summary>
    private sealed class UsedEngine(SamplingEngine engine)
    {
        private int users;

        public SamplingEngine Engine => engine;

        public bool IsIdle => Volatile.Read(ref users) == 0;

        public void Enter() => Interlocked.Increment(ref users);

        public void Leave() => Interlocked.Decrement(ref users);
    }
}
