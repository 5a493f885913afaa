using Diffusion.Azurite;

namespace Diffusion.Infra.Tests;

/// <summary>One storage account for all tests that need one.</summary>
public sealed class StorageFixture : IAsyncLifetime
{
    private AzuriteServer? server;

    public string ConnectionString => server!.ConnectionString;

    public async Task InitializeAsync() => server = await AzuriteServer.StartAsync();

    public async Task DisposeAsync() => await server!.DisposeAsync();
}

[CollectionDefinition(Name)]
public sealed class StorageTests : ICollectionFixture<StorageFixture>
{
    public const string Name = "storage";
}
