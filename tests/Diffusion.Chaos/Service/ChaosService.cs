using Diffusion.Azurite;
using Diffusion.Azurite.Faults;
using Diffusion.Chaos.Clock;

namespace Diffusion.Chaos.Service;

/// <summary>Azurite, a proxy that can make requests fail, and two workers behind it that share the queues.</summary>
internal sealed class ChaosService : IAsyncDisposable
{
    private readonly DirectoryInfo folder;

    private ChaosService(DirectoryInfo folder, AzuriteServer azurite, FaultyProxy proxy, IReadOnlyList<Worker> workers, bool areClocksOff)
    {
        (this.folder, Azurite, Proxy, Workers, AreClocksOff) = (folder, azurite, proxy, workers, areClocksOff);
        Storage = new Storage(azurite.ConnectionString);
        Completions = new Completions(Storage);
    }

    public AzuriteServer Azurite { get; }

    public FaultyProxy Proxy { get; }

    public IReadOnlyList<Worker> Workers { get; }

    /// <summary>Whether the workers' clocks are wrong as asked: without a C compiler they are not.</summary>
    public bool AreClocksOff { get; }

    public Storage Storage { get; }

    public Completions Completions { get; }

    /// <summary>Starts everything; the workers answer when this returns.</summary>
    public static async Task<ChaosService> StartAsync(ServiceOptions options)
    {
        var scratch = Directory.CreateTempSubdirectory("chaos-");
        var models = scratch.CreateSubdirectory("models").FullName;
        TinyModel.Write(models);

        // On disk it keeps its content over a restart; and in memory it keeps each blob by itself and, where it clears away very many, stands still for minutes.
        var azurite = await AzuriteServer.StartAsync(scratch.CreateSubdirectory("azurite").FullName);
        var proxy = await FaultyProxy.StartAsync(azurite, new FaultPlan(options.Seed, FaultPlan.All));
        var settings = WorkerSettings.Create(options.ThroughProxy ? proxy.ConnectionString : azurite.ConnectionString, models);
        foreach (var (name, value) in options.Settings)
        {
            settings[name] = value;
        }

        var clock = options.ClockOffsets.Count == 0 ? null : await SkewedClock.TryBuildAsync(scratch.FullName);
        var workers = Enumerable.Range(0, options.Workers)
            .Select(number => new Worker($"worker {number + 1}", WithClock(settings, clock, options.ClockOffsets.ElementAtOrDefault(number))))
            .ToList();
        var service = new ChaosService(scratch, azurite, proxy, workers, clock is not null);
        try
        {
            await service.Storage.PrepareAsync();
            service.Completions.Start();
            workers.ForEach(worker => worker.Start());
            await Task.WhenAll(workers.Select(worker => worker.ReadyAsync()));
            return service;
        }
        catch
        {
            await service.DisposeAsync();
            throw;
        }
    }

    /// <summary>The models' folder.</summary>
    public string Models => Path.Combine(folder.FullName, "models");

    public async ValueTask DisposeAsync()
    {
        foreach (var worker in Workers)
        {
            await worker.DisposeAsync();
        }

        await Completions.DisposeAsync();
        await Storage.DisposeAsync();
        await Proxy.DisposeAsync();
        await Azurite.DisposeAsync();
        folder.Delete(recursive: true);
    }

    private static Dictionary<string, string> WithClock(Dictionary<string, string> settings, SkewedClock? clock, TimeSpan offset)
    {
        var own = new Dictionary<string, string>(settings, StringComparer.Ordinal);
        foreach (var (name, value) in clock?.By(offset) ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            own[name] = value;
        }

        return own;
    }
}

/// <summary>How a service is started.</summary>
internal sealed record ServiceOptions
{
    /// <summary>Of the faults.</summary>
    public int Seed { get; init; }

    /// <summary>Worker processes.</summary>
    public int Workers { get; init; } = 2;

    /// <summary>Whether the workers reach Azurite through the proxy.</summary>
    public bool ThroughProxy { get; init; } = true;

    /// <summary>How far each worker's wall clock is off; empty: not at all.</summary>
    public IReadOnlyList<TimeSpan> ClockOffsets { get; init; } = [];

    /// <summary>Further environment variables of the workers.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
