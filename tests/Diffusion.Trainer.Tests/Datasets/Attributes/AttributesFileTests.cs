using Diffusion.Trainer.Datasets;
using Diffusion.Trainer.Datasets.Attributes;
using Diffusion.Trainer.Datasets.Preparation;
using Diffusion.Trainer.Datasets.Shapes;

namespace Diffusion.Trainer.Tests.Datasets.Attributes;

public sealed class AttributesFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void Read_ShapesDataset_HasWhatWasDrawn()
    {
        var data = Path.Combine(folder.Path, "data");
        ShapesDataset.Write(data, perClass: 3, size: 16, seed: 4);

        // A picture that was removed leaves its line behind.
        File.Delete(Path.Combine(data, "arrow", "00000.png"));
        var images = DatasetReader.Read(data);

        Assert.Equal(29, images.Attributes.Value!.Count);
        Assert.Equal(ShapeAttributes.Names, images.Attributes.Value.Names);
        for (var (index, picture) = (0, 1); index < images.Count; index++, picture++)
        {
            var label = images.Labels[index];
            Assert.Equal(ShapeAttributes.Of(ShapeClass.All[label], ShapeSample.Draw(4, label, picture % 3)), images.Attributes.Value.Of(index).ToArray());
        }

        var turns = images.Attributes.Value.Known(ShapeAttributes.Names.Count - 1).Count();
        Assert.Equal(29 - (2 * 3), turns);
    }

    [Fact]
    public void Read_NoFile_GivesNone()
    {
        var data = Path.Combine(folder.Path, "data");
        ShapesDataset.Write(data, perClass: 1, size: 16, seed: 4);
        File.Delete(Path.Combine(data, AttributesFile.Name));
        Assert.Null(DatasetReader.Read(data).Attributes.Value);
    }

    /// <summary>What is not asked for is not read; prepared pictures keep their numbers, and cropped ones have none.</summary>
    [Fact]
    public void Read_OtherUses_NeedNoWholeFile()
    {
        var (data, prepared) = (Path.Combine(folder.Path, "data"), Path.Combine(folder.Path, "prepared"));
        ShapesDataset.Write(data, perClass: 2, size: 16, seed: 4);
        PreparedDataset.WriteFolder(DatasetReader.Read(data), prepared, "prepare");
        var (before, after) = (DatasetReader.Read(data).Attributes.Value!, DatasetReader.Read(prepared).Attributes.Value!);
        Assert.Equal(before.Hash(), after.Hash());
        Assert.NotEqual(before.Hash(), before.Only([1, 0]).Hash());
        Assert.Null(DatasetReader.Read(data, new DatasetOptions { Size = 8, Crop = CropKind.Centre }).Attributes.Value);

        File.Copy(Path.Combine(data, "arrow", "00000.png"), Path.Combine(data, "arrow", "new.png"));
        var images = DatasetReader.Read(data);
        Assert.Equal(21, images.Count);
        Assert.Contains("arrow/new.png", Assert.Throws<TrainerException>(() => images.Attributes.Value).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("{", "Line 1")]
    [InlineData("""{"picture": "a/0.png"}""", "lacks picture or attributes")]
    [InlineData("""{"picture": "a/0.png", "attributes": {}}""", "one or more")]
    [InlineData("""{"picture": "a/0.png", "attributes": {"size": "large"}}""", "Line 1")]
    [InlineData("""{"picture": "a/1.png", "attributes": {"size": 1}}""", "has no line of 'a/0.png'")]
    [InlineData("""{"picture": "a/0.png", "attributes": {"size": 1e300}}""", "Line 1")]
    [InlineData("{\"picture\": \"a/0.png\", \"attributes\": {\"size\": 1}}\n{\"picture\": \"a/0.png\", \"attributes\": {\"size\": 1}}", "Line 2")]
    [InlineData("{\"picture\": \"a/0.png\", \"attributes\": {\"size\": 1}}\n{\"picture\": \"a/1.png\", \"attributes\": {\"hue\": 1}}", "Line 2")]
    public void Read_WrongFile_SaysWhatIsWrong(string content, string expected)
    {
        File.WriteAllText(Path.Combine(folder.Path, AttributesFile.Name), content);
        var error = Assert.Throws<TrainerException>(() => AttributesFile.TryRead(folder.Path, ["a/0.png"]));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();
}
