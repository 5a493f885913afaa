using Diffusion.Trainer.Datasets;
using Diffusion.Trainer.Datasets.Preparation;
using Diffusion.Trainer.Pictures;
using Diffusion.Trainer.Randomness;
using Diffusion.Trainer.Tests.Datasets.Preparation;

namespace Diffusion.Trainer.Tests.Datasets;

public sealed class DatasetReaderTests : IDisposable
{
    private static readonly (int Width, int Height)[] Sizes = [(20, 31), (64, 40), (33, 33), (90, 25)];

    private readonly TemporaryFolder folder = new();
    private readonly List<string> told = [];

    [Fact]
    public void Read_CentreCrops_AreTheCrops()
    {
        AddPatterns();
        var images = Read(new DatasetOptions { Size = 16, Crop = CropKind.Centre });
        Assert.Equal((4, 16, 3), (images.Count, images.Size, images.Channels));
        Assert.True(images.IsInMemory);
        Assert.Equal([0, 0, 1, 1], images.Labels);
        for (var index = 0; index < Sizes.Length; index++)
        {
            Assert.Equal(Planes(Crop.Centre(Pattern.Draw(Sizes[index].Width, Sizes[index].Height), 16)), Pixels(images, index));
        }
    }

    [Fact]
    public void Read_WithoutMemory_IsTheSameSet()
    {
        AddPatterns();
        var options = new DatasetOptions { Size = 16, Crop = CropKind.Centre };
        var (kept, decoded) = (Read(options), Read(options with { Memory = 0 }));
        Assert.False(decoded.IsInMemory);
        Assert.Equal(kept.Hash, decoded.Hash);
        Assert.All(Enumerable.Range(0, 4), index => Assert.Equal(Pixels(kept, index), Pixels(decoded, index)));
    }

    [Fact]
    public void Read_RandomCrops_AreThoseOfTheStep()
    {
        AddPatterns();
        var options = new DatasetOptions { Size = 16, Crop = CropKind.Random };
        var (kept, decoded) = (Read(options), Read(options with { Memory = 0 }));
        Assert.Equal(kept.Hash, decoded.Hash);
        Assert.NotEqual(kept.Hash, Read(options with { Crop = CropKind.Centre }).Hash);
        for (uint step = 0; step < 8; step++)
        {
            var draw = new CounterRandom(1, RandomPurpose.Crop, step, 0);
            var expected = Planes(Crop.Random(Pattern.Draw(64, 40), 16, draw)).Select(level => (level / 127.5f) - 1).ToArray();
            var (one, other) = (new float[768], new float[768]);
            kept.Read(1, one, draw);
            decoded.Read(1, other, draw);
            Assert.Equal(expected, one);
            Assert.Equal(expected, other);
        }
    }

    [Fact]
    public void Hash_OfStoredPictures_IsOverNamesAndBytes()
    {
        AddPatterns();
        var options = new DatasetOptions { Size = 16, Crop = CropKind.Random };
        var before = Read(options).Hash;
        Assert.Equal(before, Read(options).Hash);
        File.Move(Path.Combine(folder.Path, "b", "3.png"), Path.Combine(folder.Path, "b", "4.png"));
        Assert.NotEqual(before, Read(options).Hash);
    }

    [Fact]
    public void Read_BrokenPictures_AreNamedAndLeftOut()
    {
        AddPatterns();
        Break();
        var images = Read(new DatasetOptions { Size = 16, Crop = CropKind.Centre });
        Assert.Equal([0, 1, 1], images.Labels);
        Assert.Equal(Planes(Crop.Centre(Pattern.Draw(33, 33), 16)), Pixels(images, 1));
        Assert.Equal(3, told.Count);
        Assert.Contains("0.png", told[0]);
        Assert.Contains("cut.png", told[1]);
        Assert.Equal("2 of 5 pictures are broken and left out.", told[2]);
    }

    [Fact]
    public void Write_MoreBrokenPicturesThanAreNamed_HasThemAll()
    {
        AddPatterns();
        for (var index = 0; index < 30; index++)
        {
            File.WriteAllText(Path.Combine(folder.Path, "a", $"broken{index:D2}.png"), "no picture");
        }

        var images = Read(new DatasetOptions { Size = 16, Crop = CropKind.Centre });
        Assert.Contains("… and 10 more", told);
        using var run = new TemporaryFolder();
        var lines = File.ReadAllLines(BrokenPicturesFile.Write(run.Path, images)!);
        Assert.Equal(30, lines.Length);
        Assert.Contains("broken29.png", lines[29], StringComparison.Ordinal);

        // Once they are mended, the list goes.
        Assert.Null(BrokenPicturesFile.Write(run.Path, TestImages.Create()));
        Assert.Empty(Directory.GetFiles(run.Path));
    }

    [Fact]
    public void Read_BrokenPictureStrictly_IsAnErrorWithAllNames()
    {
        AddPatterns();
        Break();
        var error = Assert.Throws<TrainerException>(() => Read(new DatasetOptions { Size = 16, Crop = CropKind.Centre, Strict = true }));
        Assert.Contains("0.png", error.Message);
        Assert.Contains("cut.png", error.Message);
        Assert.Contains("2 of 5 pictures are broken.", error.Message);
    }

    [Fact]
    public void Read_ClassOfBrokenPictures_IsRefused()
    {
        AddPatterns();
        File.WriteAllText(Path.Combine(folder.Path, "b", "2.png"), "no picture");
        File.WriteAllText(Path.Combine(folder.Path, "b", "3.png"), "");
        var error = Assert.Throws<TrainerException>(() => Read(new DatasetOptions { Size = 16, Crop = CropKind.Centre }));
        Assert.Contains("Every picture of class 'b' is broken", error.Message);
    }

    [Fact]
    public void Read_SizeWithoutCrop_IsRefused()
    {
        AddPatterns();
        Assert.Contains("--size N crops them", Assert.Throws<TrainerException>(() => Read(new DatasetOptions())).Message);
        Assert.Contains("Add --size", Assert.Throws<TrainerException>(() => Read(new DatasetOptions { Crop = CropKind.Random })).Message);
        Assert.Contains("--size is 0", Assert.Throws<TrainerException>(() => Read(new DatasetOptions { Size = 0, Crop = CropKind.Centre })).Message);
    }

    [Fact]
    public void Read_UnknownFile_SaysWhatIsKnown()
    {
        var path = Path.Combine(folder.Path, "data.zip");
        File.WriteAllText(path, "");
        Assert.Contains(".npz", Assert.Throws<TrainerException>(() => DatasetReader.Read(path)).Message);
    }

    public void Dispose() => folder.Dispose();

    private ImageSet Read(DatasetOptions options) => DatasetReader.Read(folder.Path, options, told.Add);

    private void AddPatterns()
    {
        for (var index = 0; index < Sizes.Length; index++)
        {
            var label = Directory.CreateDirectory(Path.Combine(folder.Path, index < 2 ? "a" : "b")).FullName;
            PngFile.Save(Pattern.Draw(Sizes[index].Width, Sizes[index].Height), Path.Combine(label, $"{index}.png"));
        }
    }

    /// <summary>The first picture becomes text, and a picture that ends in its middle is added.</summary>
    private void Break()
    {
        File.WriteAllText(Path.Combine(folder.Path, "a", "0.png"), "no picture");
        var whole = File.ReadAllBytes(Path.Combine(folder.Path, "b", "2.png"));
        File.WriteAllBytes(Path.Combine(folder.Path, "b", "cut.png"), whole[..(whole.Length / 2)]);
    }

    private static byte[] Planes(Picture picture) => [.. from c in Enumerable.Range(0, 3) from i in Enumerable.Range(0, picture.Pixels.Length / 3) select picture.Pixels[(3 * i) + c]];

    private static byte[] Pixels(ImageSet images, int index)
    {
        var pixels = new byte[images.ImageLength];
        images.Read(index, pixels.AsSpan());
        return pixels;
    }
}
