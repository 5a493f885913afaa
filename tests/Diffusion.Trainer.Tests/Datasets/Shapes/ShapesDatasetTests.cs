using Diffusion.Trainer.Datasets;
using Diffusion.Trainer.Datasets.Shapes;
using Diffusion.Trainer.Pictures;

namespace Diffusion.Trainer.Tests.Datasets.Shapes;

public sealed class ShapesDatasetTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void Write_TwoPerClass_LoadsAsTheSamePixels()
    {
        var data = Path.Combine(folder.Path, "data");
        ShapesDataset.Write(data, perClass: 2, size: 16, seed: 4);
        var images = DatasetReader.Read(data);

        Assert.Equal(ShapeClass.All.Select(shape => shape.Name), images.Classes);
        Assert.Equal(Enumerable.Range(0, 20).Select(index => index / 2), images.Labels);
        var expected = ShapesDataset.Picture(seed: 4, classIndex: 3, index: 1, size: 16);
        var planes = new byte[images.ImageLength];
        images.Read(7, planes.AsSpan());
        for (var pixel = 0; pixel < 256; pixel++)
        {
            Assert.Equal(expected.Pixels[3 * pixel], planes[pixel]);
            Assert.Equal(expected.Pixels[(3 * pixel) + 2], planes[512 + pixel]);
        }
    }

    [Fact]
    public void Write_FolderInUse_IsRefused()
    {
        File.WriteAllText(Path.Combine(folder.Path, "note.txt"), "mine");
        var error = Assert.Throws<TrainerException>(() => ShapesDataset.Write(folder.Path, 1, 16, 0));
        Assert.Contains("is not empty", error.Message);
    }

    [Fact]
    public void Draw_Disc_IsAntiAliased()
    {
        // White on black in the middle: every level between shows only on the outline.
        var sample = new ShapeSample(new Colour(1, 1, 1), new Colour(0, 0, 0), 0.6, 0, 0, 0);
        var picture = ShapeDrawing.Draw(ShapeClass.All.First(shape => shape.Name == "disc"), sample, 32);

        Assert.Equal(new Rgb(255, 255, 255), picture.At(16, 16));
        Assert.Equal(new Rgb(0, 0, 0), picture.At(0, 0));
        var area = picture.Pixels.Sum(level => level / 255.0) / 3;
        Assert.Equal(Math.PI * Math.Pow(0.86 * 0.6 * 16, 2), area, tolerance: 2);
        Assert.Contains(picture.Pixels, level => level is > 60 and < 200);
    }

    public void Dispose() => folder.Dispose();
}
