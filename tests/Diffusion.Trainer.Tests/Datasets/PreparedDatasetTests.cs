using Diffusion.Trainer.Datasets;

namespace Diffusion.Trainer.Tests.Datasets;

public sealed class PreparedDatasetTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void WriteFolder_ReadAgain_IsTheSameSet()
    {
        var images = TestImages.Create();
        PreparedDataset.WriteFolder(images, At("out"), "trainer dataset prepare");
        Assert.Equal(images.Hash, DatasetReader.Read(At("out")).Hash);
        Assert.Equal("trainer dataset prepare", DatasetFile.ReadCommand(At("out")));
    }

    [Fact]
    public void WriteNpz_ReadAgain_IsTheSameSet()
    {
        var images = TestImages.Create();
        PreparedDataset.WriteNpz(images, At("out.npz"));
        Assert.Equal(images.Hash, DatasetReader.Read(At("out.npz")).Hash);
        Assert.Contains("is there already", Assert.Throws<TrainerException>(() => PreparedDataset.WriteNpz(images, At("out.npz"))).Message);
    }

    [Fact]
    public void WriteFolder_NumberedClasses_KeepTheirOrder()
    {
        // In the order of text, 10 comes before 2.
        var images = new ImageSet([.. Enumerable.Range(0, 11).Select(label => $"{label}")], 1, 3, [.. Enumerable.Range(0, 33).Select(i => (byte)i)], [.. Enumerable.Range(0, 11)]);
        PreparedDataset.WriteFolder(images, At("out"), "a");
        var again = DatasetReader.Read(At("out"));
        Assert.Equal("02", again.Classes[2]);
        Assert.Equal(images.Labels, again.Labels);
        Assert.Equal(images.Picture(10).Pixels, again.Picture(10).Pixels);
    }

    [Fact]
    public void WriteFolder_NameThatNoFolderHas_IsRefused()
    {
        var images = new ImageSet(["a/b"], 1, 3, [1, 2, 3], [0]);
        Assert.Contains("'a/b'", Assert.Throws<TrainerException>(() => PreparedDataset.WriteFolder(images, At("out"), "a")).Message);
    }

    public void Dispose() => folder.Dispose();

    private string At(string name) => Path.Combine(folder.Path, name);
}
