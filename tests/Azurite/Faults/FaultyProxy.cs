namespace Diffusion.Azurite.Faults;

/// <summary>Stands between clients and Azurite, hands every request on as it is, and lets some of them go wrong.</summary>
public sealed class FaultyProxy : IAsyncDisposable
{
    private readonly ProxyEndpoint blobs;
    private readonly ProxyEndpoint queues;

    private FaultyProxy(ProxyEndpoint blobs, ProxyEndpoint queues, FaultPlan plan, ProxyTally tally) =>
        (this.blobs, this.queues, Plan, Tally) = (blobs, queues, plan, tally);

    /// <summary>The account behind the proxy.</summary>
    public string ConnectionString => AzuriteServer.ConnectionStringOf(blobs.Address, queues.Address);

    /// <summary>What goes wrong.</summary>
    public FaultPlan Plan { get; }

    /// <summary>What has happened.</summary>
    public ProxyTally Tally { get; }

    /// <summary>Starts a proxy on free ports.</summary>
    public static async Task<FaultyProxy> StartAsync(AzuriteServer storage, FaultPlan plan)
    {
        var tally = new ProxyTally();
        return new FaultyProxy(
            await ProxyEndpoint.StartAsync(storage.Blobs, plan, tally),
            await ProxyEndpoint.StartAsync(storage.Queues, plan, tally),
            plan,
            tally);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await blobs.DisposeAsync();
        await queues.DisposeAsync();
    }
}
