using Azure.Storage.Blobs;
using Diffusion.Jobs.Tests.Harness;
using Diffusion.Runtime;
using Microsoft.Extensions.Logging.Abstractions;

namespace Diffusion.Jobs.Tests.Models;

/// <summary>Models in a container: pushed, put to use, rolled back, copied to a cache and checked.</summary>
[Collection(AzuriteTests.Name)]
public sealed class StoredModelsTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("stored-").FullName;
    private readonly BlobContainerClient container;
    private readonly ModelStore store;

    public StoredModelsTests(AzuriteFixture azurite)
    {
        container = new BlobServiceClient(azurite.ConnectionString).GetBlobContainerClient($"models-{Guid.NewGuid():N}");
        store = new ModelStore(container, TimeProvider.System);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Push_Model_IsFoundAndOpensWithTheSameFiles()
    {
        var pushed = Model("one", "1", "unet of one");
        Assert.Equal(2, await store.PushAsync(pushed, use: true, CancellationToken.None));
        var models = Models();

        Assert.Equal(["one"], models.Names);
        Assert.Equal(pushed.Hash, models.Find("one")!.Hash);
        var opened = await models.OpenAsync("one", pushed.Hash, CancellationToken.None);
        Assert.Equal("unet of one", await File.ReadAllTextAsync(opened.UnetPath));
        Assert.StartsWith(Path.Combine(folder, "cache"), opened.Path, StringComparison.Ordinal);
    }

    [Fact]
    public void Address_OfASignedConnection_HasNoSignature()
    {
        var signed = new BlobServiceClient("BlobEndpoint=https://account.example/;SharedAccessSignature=sv=2024-01-01&sig=secret").GetBlobContainerClient("models");
        Assert.Equal("https://account.example/models", new ModelStore(signed, TimeProvider.System).Address.ToString());
    }

    [Fact]
    public async Task Push_Again_CopiesNothing()
    {
        var model = Model("one", "1", "unet");
        await store.PushAsync(model, use: true, CancellationToken.None);

        Assert.Equal(0, await store.PushAsync(model, use: true, CancellationToken.None));
        Assert.Empty(store.TryReadPointer("one")!.Earlier);
    }

    [Fact]
    public async Task Find_NothingThere_IsNull()
    {
        await container.CreateAsync();

        Assert.Null(Models().Find("one"));
        Assert.Null(Models().Find("../one"));
        Assert.Empty(Models().Names);
    }

    [Fact]
    public async Task Push_NewVersion_LeavesTheOldOneToJobsThatHaveIt()
    {
        var old = Model("one", "1", "old");
        var young = Model("one", "2", "new");
        await store.PushAsync(old, use: true, CancellationToken.None);
        var models = Models();
        Assert.Equal(old.Hash, models.Find("one")!.Hash);

        await store.PushAsync(young, use: false, CancellationToken.None);
        Assert.Equal(old.Hash, models.Find("one")!.Hash);
        await store.PushAsync(young, use: true, CancellationToken.None);

        // The same objects: no restart is needed.
        Assert.Equal(young.Hash, models.Find("one")!.Hash);
        Assert.Equal("old", await File.ReadAllTextAsync((await models.OpenAsync("one", old.Hash, CancellationToken.None)).UnetPath));
    }

    [Fact]
    public async Task RollBack_GoesToTheVersionBefore_AndBackAgain()
    {
        var versions = new[] { Model("one", "1", "a"), Model("one", "2", "b"), Model("one", "3", "c") };
        foreach (var version in versions)
        {
            await store.PushAsync(version, use: true, CancellationToken.None);
        }

        Assert.Equal(versions[1].Hash, (await store.RollBackAsync("one", null, CancellationToken.None)).Current.Hash);
        Assert.Equal(versions[0].Hash, (await store.RollBackAsync("one", "1", CancellationToken.None)).Current.Hash);
        var pointer = await store.RollBackAsync("one", versions[2].Hash[..8], CancellationToken.None);
        Assert.Equal(versions[2].Hash, pointer.Current.Hash);
        Assert.Equal([versions[0].Hash, versions[1].Hash], pointer.Earlier.Select(earlier => earlier.Hash));
    }

    [Theory]
    [InlineData("one", "9")]
    [InlineData("two", null)]
    public async Task RollBack_NoSuchVersion_SaysSo(string name, string? to)
    {
        await store.PushAsync(Model("one", "1", "a"), use: true, CancellationToken.None);

        var exception = await Assert.ThrowsAsync<ModelException>(() => store.RollBackAsync(name, to, CancellationToken.None));
        Assert.Contains("no earlier version", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_FileChangedInTheContainer_IsRefusedAndLeavesNothing()
    {
        var model = Model("one", "1", "unet");
        await store.PushAsync(model, use: true, CancellationToken.None);
        await container.GetBlobClient($"one/versions/{model.Hash}/unet.onnx").UploadAsync(new BinaryData("evil"), overwrite: true);

        var exception = await Assert.ThrowsAsync<ModelException>(() => Models().OpenAsync("one", model.Hash, CancellationToken.None));

        Assert.Contains("SHA-256", exception.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetDirectories(Path.Combine(folder, "cache", "one")));
    }

    [Fact]
    public async Task Find_CardChangedInTheContainer_IsRefused()
    {
        var model = Model("one", "1", "unet");
        await store.PushAsync(model, use: true, CancellationToken.None);
        var other = await File.ReadAllTextAsync(Path.Combine(Model("one", "2", "unet").Path, ModelCard.FileName));
        await container.GetBlobClient($"one/versions/{model.Hash}/model.json").UploadAsync(new BinaryData(other), overwrite: true);

        Assert.Throws<ModelException>(() => Models().Find("one"));
        await Assert.ThrowsAsync<ModelException>(() => Models().OpenAsync("one", model.Hash, CancellationToken.None));
    }

    [Fact]
    public async Task Open_BrokenCopy_IsMadeAgain()
    {
        var model = Model("one", "1", "unet");
        await store.PushAsync(model, use: true, CancellationToken.None);
        var first = await Models().OpenAsync("one", model.Hash, CancellationToken.None);
        await File.WriteAllTextAsync(first.UnetPath, "broken");

        var second = await Models().OpenAsync("one", model.Hash, CancellationToken.None);

        Assert.Equal("unet", await File.ReadAllTextAsync(second.UnetPath));
    }

    [Fact]
    public async Task Open_ManyAtOnce_AllGetTheModel()
    {
        var model = Model("one", "1", "unet");
        await store.PushAsync(model, use: true, CancellationToken.None);

        var opened = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Models().OpenAsync("one", model.Hash, CancellationToken.None)));

        Assert.All(opened, one => Assert.Equal(model.Hash, one.Hash));
        Assert.Equal([Path.Combine(folder, "cache", "one", model.Hash)], Directory.GetDirectories(Path.Combine(folder, "cache", "one")));
    }

    [Theory]
    [InlineData("../one")]
    [InlineData("one/..")]
    public async Task Open_NameOfAPath_IsRefused(string name) =>
        await Assert.ThrowsAsync<ModelException>(() => Models().OpenAsync(name, new string('a', 64), CancellationToken.None));

    [Fact]
    public async Task Push_OtherContentInTheWay_IsRefused()
    {
        var model = Model("one", "1", "unet");
        await container.CreateAsync();
        await container.GetBlobClient($"one/versions/{model.Hash}/unet.onnx").UploadAsync(new BinaryData("something else"));

        var exception = await Assert.ThrowsAsync<ModelException>(() => store.PushAsync(model, use: true, CancellationToken.None));

        Assert.Contains("another content", exception.Message, StringComparison.Ordinal);
        Assert.Null(store.TryReadPointer("one"));
    }

    private StoredModels Models() => new(store, new ModelCache(store, Path.Combine(folder, "cache"), NullLogger<ModelCache>.Instance));

    // What is in the file does not matter to whoever does not load it.
    private ModelFolder Model(string name, string version, string content)
    {
        var path = Directory.CreateDirectory(Path.Combine(folder, "local", version, name)).FullName;
        File.WriteAllText(Path.Combine(path, "unet.onnx"), content);
        ModelCardJson.Write(
            new ModelCard
            {
                Name = name,
                Version = version,
                ImageSize = 8,
                Channels = 3,
                Classes = ["disc", "ring"],
                NullClass = 2,
                Prediction = "v",
                Variance = "fixedSmall",
                Schedule = new ScheduleCard { Name = "cosine", Timesteps = 1000 },
                Files = new ModelFiles { Unet = ModelFile.Describe(path, "unet.onnx") },
            },
            path);
        return ModelFolder.Open(path);
    }
}
