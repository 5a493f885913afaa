using Azure.Storage.Blobs;
using Diffusion.Azurite;

namespace Diffusion.Cli.Tests.Folders;

public sealed class BlobFolderTests : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("folder-").FullName;
    private AzuriteServer? azurite;
    private BlobServiceClient? service;

    public async Task InitializeAsync()
    {
        azurite = await AzuriteServer.StartAsync();
        service = new BlobServiceClient(azurite.ConnectionString);
    }

    public async Task DisposeAsync()
    {
        await azurite!.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task PushThenPull_Folder_IsTheSame_AndOnlyChangesAreCopied()
    {
        var blobs = new BlobFolder(service!);
        Write("a/disc/0.png", "zero");
        Write("a/ring/1.png", "one");
        Assert.Equal(2, await blobs.PushAsync(Path.Combine(folder, "a"), "training", "data/x", CancellationToken.None));
        Write("a/ring/1.png", "another");
        Assert.Equal(1, await blobs.PushAsync(Path.Combine(folder, "a"), "training", "data/x", CancellationToken.None));

        Assert.Equal(2, await blobs.PullAsync("training", "data/x", Path.Combine(folder, "b"), CancellationToken.None));
        Assert.Equal(0, await blobs.PullAsync("training", "data/x", Path.Combine(folder, "b"), CancellationToken.None));
        Assert.Equal("another", await File.ReadAllTextAsync(Path.Combine(folder, "b", "ring", "1.png")));
    }

    [Fact]
    public async Task Pull_NothingThere_MakesAnEmptyFolder()
    {
        Assert.Equal(0, await new BlobFolder(service!).PullAsync("none", "data", Path.Combine(folder, "c"), CancellationToken.None));
        Assert.Empty(Directory.GetFiles(Path.Combine(folder, "c")));
    }

    [Fact]
    public async Task Pull_NameThatLeavesTheFolder_IsRefused()
    {
        var container = service!.GetBlobContainerClient("hostile");
        await container.CreateAsync();
        await container.GetBlobClient("data/x\\..\\..\\evil").UploadAsync(new BinaryData("evil"));

        await Assert.ThrowsAsync<CommandException>(() => new BlobFolder(service!).PullAsync("hostile", "data", Path.Combine(folder, "d"), CancellationToken.None));
    }

    private void Write(string path, string content)
    {
        var full = Path.Combine(folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, content);
    }
}
