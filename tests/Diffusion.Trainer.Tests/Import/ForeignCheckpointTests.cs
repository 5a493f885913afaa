using System.IO.Compression;
using Diffusion.Networks;
using Diffusion.Trainer.Import;

namespace Diffusion.Trainer.Tests.Import;

/// <summary>The files in Files are PyTorch 1.13's own: see the README there.</summary>
public sealed class ForeignCheckpointTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("state-dict.pt", null)]
    [InlineData("nested.pt", null)]
    [InlineData("nested.pt", "model")]
    public void Open_FileOfPyTorch_HasItsTensors(string file, string? key)
    {
        using var checkpoint = ForeignCheckpoint.Open(File_(file), key);

        Assert.Equal(
            ["0.weight", "0.bias", "1.weight", "1.bias", "1.running_mean", "1.running_var", "1.num_batches_tracked", "2.weight", "2.bias"],
            checkpoint.Tensors.Keys);
        Assert.Equal([3, 2, 3, 3], checkpoint.Tensors["0.weight"].Shape);
        Assert.Equal(Eighths(54), checkpoint.Tensors["0.weight"].ToSingles());
        Assert.Equal(new long[] { 0 }, checkpoint.Tensors["1.num_batches_tracked"].Values);
        Assert.Empty(checkpoint.Tensors["1.num_batches_tracked"].Shape);
    }

    [Fact]
    public void Open_ViewsAndEveryKindOfNumber_AreWhatPyTorchSaved()
    {
        using var checkpoint = ForeignCheckpoint.Open(File_("views.pt"));
        var tensors = checkpoint.Tensors;
        var whole = Eighths(24);

        Assert.Equal(whole, tensors["whole"].Values);
        Assert.Equal([6, 4], tensors["turned"].Shape);
        Assert.Equal([.. Enumerable.Range(0, 24).Select(i => whole[((i % 4) * 6) + (i / 4)])], (float[])tensors["turned"].Values);
        Assert.Equal([whole[8], whole[9], whole[10], whole[14], whole[15], whole[16]], (float[])tensors["part"].Values);
        Assert.Equal([whole[15]], (float[])tensors["scalar"].Values);
        Assert.Equal(Eighths(5), tensors["half"].Values);
        Assert.Equal(Eighths(5), tensors["brain"].Values);
        Assert.Equal(Array.ConvertAll(Eighths(5), value => (double)value), tensors["wide"].Values);
        foreach (var name in new[] { "long", "int", "short", "char" })
        {
            Assert.Equal(new long[] { -2, -1, 0, 1, 2 }, tensors[name].Values);
        }

        Assert.Equal(new long[] { 0, 1, 2, 3, 4 }, tensors["byte"].Values);
        Assert.Equal(new long[] { 1, 0, 1 }, tensors["bool"].Values);
        Assert.Equal(Eighths(3), tensors["parameter"].Values);
        Assert.Equal([0, 3], tensors["empty"].Shape);
        Assert.Empty(tensors["empty"].Values);
    }

    [Theory]
    [InlineData("evil.pt", "'posix.system'")]
    [InlineData("module.pt", "'torch.nn.modules.container.Sequential'")]
    [InlineData("legacy.pt", "before PyTorch 1.6")]
    public void Open_FileOfPyTorchThatIsNoStateDict_IsRefused(string file, string expected) =>
        Assert.Contains(expected, Assert.Throws<TrainerException>(() => ForeignCheckpoint.Open(File_(file))).Message, StringComparison.Ordinal);

    [Fact]
    public void Open_KeyThatIsNoStateDict_ListsTheKeys()
    {
        var error = Assert.Throws<TrainerException>(() => ForeignCheckpoint.Open(File_("nested.pt"), "args"));
        Assert.Contains("Choose one with --key: model.", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(CompressionLevel.NoCompression)]
    [InlineData(CompressionLevel.Optimal)]
    public void Open_StoredOrDeflated_GivesTheSame(CompressionLevel compression)
    {
        var path = Path.Combine(folder.Path, "a.pt");
        TorchFile.WriteStateDict(path, [new("module.w", [2, 3], Eighths(6)), new("module.b", [2], Eighths(2))], compression);
        using var checkpoint = ForeignCheckpoint.Open(path);
        Assert.Equal(["w", "b"], checkpoint.Tensors.Keys);
        Assert.Equal(Eighths(6), checkpoint.Tensors["w"].Values);
        Assert.Equal(Eighths(6), checkpoint.Tensors["w"].Values);
    }

    [Fact]
    public void Open_BigEndianFile_IsRefused()
    {
        var path = Path.Combine(folder.Path, "a.pt");
        TorchFile.Write(path, [0x80, 2, (byte)'}', (byte)'.'], byteOrder: "big");
        Assert.Contains("byte order is 'big'", Assert.Throws<TrainerException>(() => ForeignCheckpoint.Open(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_StorageOfAnotherLength_IsRefused()
    {
        var path = Path.Combine(folder.Path, "a.pt");
        TorchFile.WriteStateDict(path, [new("w", [2, 3], Eighths(5))]);
        Assert.Contains("20 bytes where 6 numbers of 4 bytes are due", Assert.Throws<TrainerException>(() => ForeignCheckpoint.Open(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_Safetensors_GivesItsTensors()
    {
        var path = Path.Combine(folder.Path, "a.safetensors");
        SafeTensors.Write(path, [new("w", [2, 3], Eighths(6)), new("n", [2], new long[] { 3, 4 })]);
        using var checkpoint = ForeignCheckpoint.Open(path);
        Assert.Equal(Eighths(6), checkpoint.Tensors["w"].Values);
        Assert.Equal(new long[] { 3, 4 }, checkpoint.Tensors["n"].Values);
    }

    [Fact]
    public void Open_CutShortOrAltered_FailsWithAMessageOrNotAtAll()
    {
        var whole = File.ReadAllBytes(File_("nested.pt"));
        var random = new Random(1);
        var opened = 0;
        for (var i = 0; i < 400; i++)
        {
            var bytes = i % 3 == 0 ? whole[..random.Next(whole.Length)] : [.. whole];
            for (var change = 0; change < i % 3 && bytes.Length > 0; change++)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            opened += Try(bytes);
        }

        Assert.InRange(opened, 20, 380);
    }

    [Fact]
    public void Open_AlteredPickle_FailsWithAMessageOrNotAtAll()
    {
        using var archive = ZipFile.OpenRead(File_("nested.pt"));
        using var content = new MemoryStream();
        using (var entry = archive.Entries.Single(entry => entry.Name == "data.pkl").Open())
        {
            entry.CopyTo(content);
        }

        var storages = Enumerable.Range(0, 9).Select(i => new byte[archive.GetEntry($"nested/data/{i}")!.Length]).ToList();
        var random = new Random(2);
        var opened = 0;
        for (var i = 0; i < 400; i++)
        {
            var pickle = content.ToArray();
            for (var change = 0; change <= i % 4; change++)
            {
                pickle[random.Next(pickle.Length)] = (byte)random.Next(256);
            }

            var path = Path.Combine(folder.Path, "altered.pt");
            File.Delete(path);
            TorchFile.Write(path, pickle, storages);
            opened += Try(File.ReadAllBytes(path));
        }

        Assert.InRange(opened, 20, 380);
    }

    /// <summary>Opens a file and reads all of its tensors; anything but a message about the file fails the test.</summary>
    private int Try(byte[] bytes)
    {
        var path = Path.Combine(folder.Path, "tried.pt");
        File.WriteAllBytes(path, bytes);
        try
        {
            using var checkpoint = ForeignCheckpoint.Open(path);
            foreach (var tensor in checkpoint.Tensors.Values)
            {
                Assert.Equal(tensor.Count, tensor.Values.Length);
            }

            return 1;
        }
        catch (TrainerException)
        {
            return 0;
        }
    }

    private static string File_(string name) => Path.Combine(Repository.Folder!, "tests", "Diffusion.Trainer.Tests", "Import", "Files", name);

    /// <summary>−1, −7/8, −6/8, …: exact in every kind of number.</summary>
    private static float[] Eighths(int count) => [.. Enumerable.Range(0, count).Select(i => (i / 8f) - 1)];
}
