using Diffusion.Azurite;

namespace Packages.Conformance.Tests.FunctionsWorker;

/// <summary>An app that runs one message at a time, with leases that a busy machine can still renew.</summary>
public sealed class OneAtATime(SharedStorage storage) : IAsyncLifetime
{
    public const int LeaseSeconds = 6;

    private AppHarness? app;

    public AppHarness App => app!;

    public async Task InitializeAsync()
    {
        if (FunctionAppProcess.CanRun)
        {
            app = await AppHarness.StartedAsync(storage.Server, new()
            {
                ["AzureFunctionsJobHost__extensions__queues__batchSize"] = "1",
                ["AzureFunctionsJobHost__extensions__queues__newBatchThreshold"] = "0",
                ["LocalHost__LeaseSeconds"] = LeaseSeconds.ToString(),
            });
        }
    }

    public async Task DisposeAsync()
    {
        if (app is not null)
        {
            await app.DisposeAsync();
        }
    }
}
