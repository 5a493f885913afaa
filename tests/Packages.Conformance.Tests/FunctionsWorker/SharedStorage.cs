using Diffusion.Azurite;

namespace Packages.Conformance.Tests.FunctionsWorker;

/// <summary>One Azurite for all tests of function apps, and one app with the usual settings.</summary>
public sealed class SharedStorage : IAsyncLifetime
{
    public const string Name = "Function apps";

    private AzuriteServer? server;
    private AppHarness? usual;

    public AzuriteServer Server => server!;

    /// <summary>The app of the tests that need no settings or end of their own.</summary>
    public AppHarness Usual => usual!;

    public async Task InitializeAsync()
    {
        server = await AzuriteServer.StartAsync();
        if (FunctionAppProcess.CanRun)
        {
            usual = await AppHarness.StartedAsync(server);
        }
    }

    public async Task DisposeAsync()
    {
        if (usual is not null)
        {
            await usual.DisposeAsync();
        }

        await Server.DisposeAsync();
    }
}

[CollectionDefinition(SharedStorage.Name)]
public sealed class SharedStorageGroup : ICollectionFixture<SharedStorage>;
