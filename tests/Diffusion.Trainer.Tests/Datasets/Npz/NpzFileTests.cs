using System.IO.Compression;
using System.Text;
using Diffusion.Trainer.Datasets.Npz;

namespace Diffusion.Trainer.Tests.Datasets.Npz;

public sealed class NpzFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string File => Path.Combine(folder.Path, "a.npz");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Read_EveryType_IsWhatWasWritten(bool compress)
    {
        using (var writer = new NpzWriter(File, compress))
        {
            writer.Add("arr_0", NpyArray.Of<byte>([.. Enumerable.Range(0, 24).Select(i => (byte)i)], 2, 2, 2, 3));
            writer.Add("arr_1", NpyArray.Of<long>([7, -1]));
            writer.Add("i4", NpyArray.Of<int>([3, -4]));
            writer.Add("f2", NpyArray.Of<Half>([(Half)0.5]));
            writer.Add("f4", NpyArray.Of<float>([0.1f]));
            writer.Add("mu", NpyArray.Of<double>([0.1, -2], 1, 2));
        }

        using var file = new NpzFile(File);
        Assert.Equal(["arr_0", "arr_1", "i4", "f2", "f4", "mu"], file.Names);
        Assert.Equal([2, 2, 2, 3], file.Read("arr_0").Shape);
        Assert.Equal(Enumerable.Range(0, 24).Select(i => (byte)i), file.Read("arr_0").Data);
        Assert.Equal([7, -1], file.Read("arr_1").ToIntegers());
        Assert.Equal([3, -4], file.Read("i4").ToIntegers());
        Assert.Equal([0.5], file.Read("f2").ToDoubles());
        Assert.Equal([0.1f], file.Read("f4").ToDoubles());
        Assert.Equal([0.1, -2], file.Read("mu").As<double>().ToArray());
        Assert.Equal([1, 2], file.Read("mu").Shape);
    }

    [Fact]
    public void Read_WhatNumPyWrote_IsUnderstood()
    {
        // numpy.savez_compressed('…', np.array([[1.5, -2.25]], dtype='f4'), labels=np.int64(3)) of NumPy 1.24.2.
        System.IO.File.WriteAllBytes(File, Convert.FromBase64String(SavedByNumPy));
        using var file = new NpzFile(File);
        Assert.Equal([1.5, -2.25], file.Read("arr_0").ToDoubles());
        Assert.Equal([1, 2], file.Read("arr_0").Shape);
        Assert.Equal([3], file.Read("labels").ToIntegers());
        Assert.Empty(file.Read("labels").Shape);
    }

    [Fact]
    public void Open_Rows_AreReadOneByOne()
    {
        using (var writer = new NpzWriter(File))
        {
            writer.Add("arr_0", new NpyHeader(NpyType.UInt8, [3, 2]), [[1, 2], [3, 4], [5, 6]]);
        }

        using var file = new NpzFile(File);
        using var rows = file.Open("arr_0");
        Assert.Equal(2, rows.Header.RowLength);
        var row = new byte[2];
        rows.Read(row);
        rows.Read(row);
        Assert.Equal([3, 4], row);
    }

    [Theory]
    [InlineData("{'descr': '|O', 'fortran_order': False, 'shape': (2,), }", "pickled Python objects")]
    [InlineData("{'descr': '<f4', 'fortran_order': True, 'shape': (2, 2), }", "Fortran order")]
    [InlineData("{'descr': '>f4', 'fortran_order': False, 'shape': (2,), }", "'>f4'")]
    [InlineData("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (2,), }", "array of records")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2000000000,), }", "only 16 follow")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2000000000, 2000000000, 2000000000), }", "no array has")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (5,), }", "20 bytes, but only 16 follow")]
    public void Read_HeadThatIsNotUnderstood_SaysWhy(string head, string expected)
    {
        Write(head, follows: 16);
        using var file = new NpzFile(File);
        Assert.Contains(expected, Assert.Throws<TrainerException>(() => file.Read("a")).Message);
    }

    [Fact]
    public void Read_NoArray_SaysSo()
    {
        using (var archive = new ZipArchive(System.IO.File.Create(File), ZipArchiveMode.Create))
        {
            using var stream = archive.CreateEntry("a.npy").Open();
            stream.Write("not an array"u8);
        }

        using var file = new NpzFile(File);
        Assert.Contains("not an array of NumPy's format", Assert.Throws<TrainerException>(() => file.Read("a")).Message);
        Assert.Contains("It has: a.", Assert.Throws<TrainerException>(() => file.Read("b")).Message);
    }

    [Fact]
    public void Open_TruncatedFile_IsRefused()
    {
        using (var writer = new NpzWriter(File))
        {
            writer.Add("a", NpyArray.Of<int>([1, 2, 3]));
        }

        System.IO.File.WriteAllBytes(File, System.IO.File.ReadAllBytes(File)[..100]);
        Assert.Contains("truncated", Assert.Throws<TrainerException>(() => new NpzFile(File)).Message);
    }

    [Fact]
    public void Load_SingleArray_IsWhatWasSaved()
    {
        var path = Path.Combine(folder.Path, "a.npy");
        NpyArray.Of<float>([1, 2, 3, 4], 2, 2).Save(path);
        Assert.Equal(0, (new FileInfo(path).Length - 16) % 64);
        Assert.Equal([1f, 2, 3, 4], NpyArray.Load(path).As<float>().ToArray());
        Assert.Contains("'<f8' is wanted", Assert.Throws<TrainerException>(() => { NpyArray.Load(path).As<double>(); }).Message);
        System.IO.File.WriteAllBytes(path, System.IO.File.ReadAllBytes(path)[..^1]);
        Assert.Contains("truncated", Assert.Throws<TrainerException>(() => NpyArray.Load(path)).Message);
    }

    public void Dispose() => folder.Dispose();

    private void Write(string head, int follows)
    {
        using var archive = new ZipArchive(System.IO.File.Create(File), ZipArchiveMode.Create);
        using var stream = archive.CreateEntry("a.npy").Open();
        stream.Write([0x93, .. "NUMPY"u8, 1, 0, (byte)head.Length, (byte)(head.Length >> 8), .. Encoding.ASCII.GetBytes(head), .. new byte[follows]]);
    }

    private const string SavedByNumPy = "UEsDBBQAAAAIAAAAIQDZtrroRgAAAIgAAAAKABQAbGFiZWxzLm5weQEAEACIAAAAAAAAAEYAAAAAAAAAm+wX6hsQychQxlCtnpJanFykbqWgbpNpoa6joJ6WX1RSlJgXn1+UkgoSd0vMKU4FihdnJBakAvkamjoKtQoUAS5mBggAAFBLAwQUAAAACAAAACEArN1nQk4AAACIAAAACQAUAGFycl8wLm5weQEAEACIAAAAAAAAAE4AAAAAAAAAm+wX6hsQychQxlCtnpJanFykbqWgbpNmoq6joJ6WX1RSlJgXn1+UkgoSd0vMKU4FihdnJBakAvkahjoKRpo6CrUKZAMuBoYD9gwMAgcAUEsBAhQDFAAAAAgAAAAhANm2uuhGAAAAiAAAAAoAAAAAAAAAAAAAAIABAAAAAGxhYmVscy5ucHlQSwECFAMUAAAACAAAACEArN1nQk4AAACIAAAACQAAAAAAAAAAAAAAgAGCAAAAYXJyXzAubnB5UEsFBgAAAAACAAIAbwAAAAsBAAAAAA==";
}
