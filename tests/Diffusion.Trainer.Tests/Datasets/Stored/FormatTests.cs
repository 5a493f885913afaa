using System.IO.Compression;
using Diffusion.Trainer.Datasets;
using Diffusion.Trainer.Datasets.Npz;
using Diffusion.Trainer.Datasets.Preparation;

namespace Diffusion.Trainer.Tests.Datasets.Stored;

/// <summary>Data sets in other formats than pictures' files, a few bytes each, written here.</summary>
public sealed class FormatTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void Cifar10_BatchesAndNames_AreRead()
    {
        Write("data_batch_1.bin", [3, .. Planes(1), 9, .. Planes(2)]);
        Write("data_batch_2.bin", [0, .. Planes(3)]);
        Write("test_batch.bin", [5, .. Planes(4)]);
        File.WriteAllText(At("batches.meta.txt"), "airplane\nautomobile\nbird\ncat\ndeer\ndog\nfrog\nhorse\nship\ntruck\n\n");

        var images = DatasetReader.Read(folder.Path);
        Assert.Equal([3, 9, 0], images.Labels);
        Assert.Equal("cat", images.Classes[3]);
        Assert.Equal((32, 3), (images.Size, images.Channels));
        Assert.Equal(Planes(3), Pixels(images, 2));

        var test = DatasetReader.Read(folder.Path, new DatasetOptions { Split = DatasetSplit.Test });
        Assert.Equal([5], test.Labels);
        Assert.Equal(Planes(4), Pixels(test, 0));
    }

    [Fact]
    public void Cifar100_FineLabels_AreRead()
    {
        Write("train.bin", [19, 99, .. Planes(1), 0, 7, .. Planes(2)]);
        var images = DatasetReader.Read(folder.Path);
        Assert.Equal([99, 7], images.Labels);
        Assert.Equal(100, images.Classes.Count);
        Assert.Equal("7", images.Classes[7]);
        Assert.Equal(Planes(2), Pixels(images, 1));
    }

    [Fact]
    public void Cifar_DamagedFile_IsRefused()
    {
        Write("data_batch_1.bin", [3, .. Planes(1)[..^1]]);
        Assert.Contains("no multiple", Error().Message);
        Write("data_batch_1.bin", [10, .. Planes(1)]);
        Assert.Contains("label 10 in record 0", Error().Message);
        Assert.Contains("test part", Assert.Throws<TrainerException>(() => DatasetReader.Read(folder.Path, new DatasetOptions { Split = DatasetSplit.Test })).Message);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Idx_ImagesAndLabels_AreRead(bool packed)
    {
        byte[] pixels = [.. Enumerable.Range(0, 3 * 4).Select(i => (byte)(20 * i))];
        Write("train-images-idx3-ubyte", [0, 0, 8, 3, 0, 0, 0, 3, 0, 0, 0, 2, 0, 0, 0, 2, .. pixels], packed);
        Write("train-labels-idx1-ubyte", [0, 0, 8, 1, 0, 0, 0, 3, 4, 0, 2], packed);
        Write("t10k-images-idx3-ubyte", [0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 2, 1, 2, 3, 4], packed);
        Write("t10k-labels-idx1-ubyte", [0, 0, 8, 1, 0, 0, 0, 1, 1], packed);

        var images = DatasetReader.Read(folder.Path);
        Assert.Equal([4, 0, 2], images.Labels);
        Assert.Equal(["0", "1", "2", "3", "4"], images.Classes);
        Assert.Equal([80, 100, 120, 140, 80, 100, 120, 140, 80, 100, 120, 140], Pixels(images, 1));
        Assert.Equal([1], DatasetReader.Read(folder.Path, new DatasetOptions { Split = DatasetSplit.Test }).Labels);
        Assert.Equal(images.Hash, DatasetReader.Read(At("train-images-idx3-ubyte") + (packed ? ".gz" : "")).Hash);
    }

    [Fact]
    public void Idx_DamagedFile_IsRefused()
    {
        Write("train-images-idx3-ubyte", [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 2, 1, 2, 3, 4]);
        Write("train-labels-idx1-ubyte", [0, 0, 8, 1, 0, 0, 0, 1, 1]);
        Assert.Contains("truncated", With([0, 0, 8, 3, 0, 0, 0, 200, 0, 0, 0, 2, 0, 0, 0, 2, 1, 2, 3, 4]).Message);
        Assert.Contains("more than the file can hold", With([0, 0, 8, 3, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255]).Message);
        Assert.Contains("does not begin", With([0, 0, 13, 3, 0, 0, 0, 1]).Message);
        Assert.Contains("belong together", With([0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 1, 1, 2]).Message);
        File.Delete(At("train-labels-idx1-ubyte"));
        Assert.Contains("no file of labels", Error().Message);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Npz_ImagesAndLabels_AreRead(bool compressed)
    {
        byte[] pixels = [.. Enumerable.Range(0, 24).Select(i => (byte)i)];
        using (var writer = new NpzWriter(At("set.npz"), compressed))
        {
            writer.Add("arr_0", NpyArray.Of<byte>(pixels, 2, 2, 2, 3));
            writer.Add("arr_1", NpyArray.Of<long>([1, 0]));
        }

        var images = DatasetReader.Read(At("set.npz"));
        Assert.Equal(["0", "1"], images.Classes);
        Assert.Equal([1, 0], images.Labels);
        Assert.Equal([12, 15, 18, 21, 13, 16, 19, 22, 14, 17, 20, 23], Pixels(images, 1));
    }

    [Fact]
    public void Npz_WithoutLabels_IsOfOneClass()
    {
        using (var writer = new NpzWriter(At("set.npz")))
        {
            writer.Add("arr_0", NpyArray.Of<byte>(new byte[32], 2, 4, 4));
        }

        var images = DatasetReader.Read(At("set.npz"));
        Assert.Equal(["all"], images.Classes);
        Assert.Equal([0, 0], images.Labels);
    }

    [Fact]
    public void Npz_NamesOfClasses_AreKept()
    {
        using (var writer = new NpzWriter(At("set.npz")))
        {
            writer.Add("arr_0", NpyArray.Of<byte>(new byte[24], 2, 2, 2, 3));
            writer.Add("arr_1", NpyArray.Of<int>([1, 0]));
            writer.Add("class_names", NpyArray.Of<byte>("kät\nhund"u8));
        }

        Assert.Equal(["kät", "hund"], DatasetReader.Read(At("set.npz")).Classes);
    }

    [Theory]
    [InlineData("images")]
    [InlineData("type")]
    [InlineData("shape")]
    [InlineData("labels")]
    [InlineData("negative")]
    public void Npz_OtherArrays_AreRefused(string wrong)
    {
        using (var writer = new NpzWriter(At("set.npz")))
        {
            writer.Add(wrong == "images" ? "x" : "arr_0", wrong switch
            {
                "type" => NpyArray.Of<float>(new float[12], 1, 2, 2, 3),
                "shape" => NpyArray.Of<byte>(new byte[8], 1, 2, 2, 2),
                _ => NpyArray.Of<byte>(new byte[12], 1, 2, 2, 3),
            });
            writer.Add("arr_1", wrong == "labels" ? NpyArray.Of<long>([0, 1]) : NpyArray.Of<long>([wrong == "negative" ? -1 : 0]));
        }

        var expected = wrong switch { "images" => "no array 'arr_0'", "labels" => "but there are 1 pictures", "negative" => "from -1 to -1", _ => "pictures are [N, H, W, 3]" };
        Assert.Contains(expected, Assert.Throws<TrainerException>(() => DatasetReader.Read(At("set.npz"))).Message);
    }

    [Fact]
    public void Read_SizeOfAnotherFormat_IsCropped()
    {
        Write("data_batch_1.bin", [3, .. Planes(1)]);
        var images = DatasetReader.Read(folder.Path, new DatasetOptions { Size = 16, Crop = CropKind.Centre });
        Assert.Equal((16, 1), (images.Size, images.Count));
    }

    [Fact]
    public void Read_PartOfWhatHasNone_IsRefused()
    {
        using (var writer = new NpzWriter(At("set.npz")))
        {
            writer.Add("arr_0", NpyArray.Of<byte>(new byte[12], 1, 2, 2, 3));
        }

        Assert.Contains("Leave it out", Assert.Throws<TrainerException>(() => DatasetReader.Read(At("set.npz"), new DatasetOptions { Split = DatasetSplit.Test })).Message);
    }

    public void Dispose() => folder.Dispose();

    private static byte[] Planes(int seed) => [.. Enumerable.Range(0, 3 * 32 * 32).Select(i => (byte)((seed * 37) + (i * 11) + (i / 1024)))];

    private static byte[] Pixels(ImageSet images, int index)
    {
        var pixels = new byte[images.ImageLength];
        images.Read(index, pixels.AsSpan());
        return pixels;
    }

    private string At(string name) => Path.Combine(folder.Path, name);

    private TrainerException Error() => Assert.Throws<TrainerException>(() => DatasetReader.Read(folder.Path));

    private TrainerException With(byte[] images)
    {
        Write("train-images-idx3-ubyte", images);
        return Error();
    }

    private void Write(string name, byte[] bytes, bool packed = false)
    {
        using var file = File.Create(At(name) + (packed ? ".gz" : ""));
        using Stream stream = packed ? new GZipStream(file, CompressionLevel.Fastest) : file;
        stream.Write(bytes);
    }
}
