using Diffusion.Trainer.Datasets;
using Diffusion.Trainer.Pictures;

namespace Diffusion.Trainer.Tests.Datasets;

public sealed class ImageFolderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void Load_MissingFolder_SaysWhatToDo()
    {
        var error = Assert.Throws<TrainerException>(() => DatasetReader.Read(Path.Combine(folder.Path, "none")));
        Assert.Contains("dataset shapes", error.Message);
    }

    [Fact]
    public void Load_EmptyClass_IsNamed()
    {
        Add("a", 8);
        Directory.CreateDirectory(Path.Combine(folder.Path, "b"));
        var error = Assert.Throws<TrainerException>(() => DatasetReader.Read(folder.Path));
        Assert.Contains("has no pictures", error.Message);
    }

    [Fact]
    public void Load_TwoSizes_AreRefused()
    {
        Add("a", 8);
        Add("b", 9);
        var error = Assert.ThrowsAny<Exception>(() => DatasetReader.Read(folder.Path));
        Assert.Contains("9×9 pixels", (error.InnerException ?? error).Message);
    }

    [Fact]
    public void Load_PicturesWithoutFolders_AreOfOneClass()
    {
        Add(".", 8);
        var images = DatasetReader.Read(folder.Path);
        Assert.Equal(["all"], images.Classes);
        Assert.Equal([0], images.Labels);
    }

    [Fact]
    public void Load_EmptyFolder_SaysWhatADataSetIs() =>
        Assert.Contains("neither folders nor pictures", Assert.Throws<TrainerException>(() => DatasetReader.Read(folder.Path)).Message);

    [Fact]
    public void Load_FoldersWithinAClass_AreRead()
    {
        Add("a", 8);
        Add(Path.Combine("a", "more", "deep"), 8);
        Add("b", 8);
        var images = DatasetReader.Read(folder.Path);
        Assert.Equal(["a", "b"], images.Classes);
        Assert.Equal([0, 0, 1], images.Labels);
    }

    public void Dispose() => folder.Dispose();

    private void Add(string label, int size) =>
        PngFile.Save(new Picture(size, size), Path.Combine(Directory.CreateDirectory(Path.Combine(folder.Path, label)).FullName, "0.png"));
}
