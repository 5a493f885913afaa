using Diffusion.Trainer.Datasets.Npz;
using Diffusion.Trainer.Evaluation.Images;
using Diffusion.Trainer.Pictures;

namespace Diffusion.Trainer.Tests.Evaluation.Images;

public sealed class EvaluatedImagesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void Open_FolderPerClass_TellsLabels()
    {
        Save("b/two.png", 2);
        Save("a/deep/one.png", 1);
        Save("b/three.PNG", 3);
        Save("sheet.png", 4);
        var images = EvaluatedImages.Open(folder.Path);
        Assert.Equal(["a", "b"], images.Classes!);
        Assert.Equal([0, 1, 1], images.Labels!);
        Assert.Equal([1, 3, 2], Reds(images, 0, 1, 2));
    }

    [Fact]
    public void Open_PicturesAlone_HaveNoLabels()
    {
        Save("1.png", 1);
        Save("0.png", 0);
        var images = EvaluatedImages.Open(folder.Path);
        Assert.Null(images.Labels);
        Assert.Equal([0, 1], Reds(images, 0, 1));
    }

    [Fact]
    public void Open_Job_GoesByItsManifest()
    {
        Save("images/00000000_star.png", 10);
        Save("images/00000002_disc.png", 12);
        Save("sheet.png", 99);
        File.WriteAllText(Path.Combine(folder.Path, "manifest.jsonl"), """
            {"index":0,"label":9,"labelName":"star","name":"images/00000000_star.png"}
            {"index":1,"label":2,"labelName":"disc","name":"images/00000001_disc.png","error":"not a number"}
            {"index":2,"label":2,"labelName":"disc","name":"images/00000002_disc.png"}
            """);
        var images = EvaluatedImages.Open(folder.Path);
        Assert.Equal(["disc", "star"], images.Classes!);
        Assert.Equal([1, 0], images.Labels!);
        Assert.Equal([10, 12], Reds(images, 0, 1));
    }

    [Fact]
    public void Open_DamagedManifest_IsRefused()
    {
        File.WriteAllText(Path.Combine(folder.Path, "manifest.jsonl"), "{");
        Assert.Contains("manifest", Assert.Throws<TrainerException>(() => EvaluatedImages.Open(folder.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_NoPictures_IsRefused() => Assert.Throws<TrainerException>(() => EvaluatedImages.Open(folder.Path));

    [Fact]
    public void Write_Npz_ReadsBackWithLabelsAndSkips()
    {
        Save("a/0.png", 5);
        Save("b/0.png", 6);
        Save("b/1.png", 7);
        var path = Path.Combine(folder.Path, EvaluatedNpz.NameOf(3, 4, 4));
        EvaluatedNpz.Write(path, EvaluatedImages.Open(folder.Path));
        Assert.EndsWith("samples_3x4x4x3.npz", path, StringComparison.Ordinal);

        var images = EvaluatedImages.Open(path);
        Assert.Equal([0, 1, 1], images.Labels!);
        Assert.Equal(["a", "b"], images.Classes);
        Assert.Equal([5, 7], Reds(images, 0, 2));

        // As guided-diffusion's evaluator reads it: uint8 [N, H, W, 3], row by row.
        using var file = new NpzFile(path);
        Assert.Equal([3, 4, 4, 3], file.Read("arr_0").Shape);
        Assert.Equal([6, 1, 2, 6, 1, 2], file.Read("arr_0").As<byte>()[48..54].ToArray());
    }

    [Fact]
    public void Write_PicturesOfTwoSizes_IsRefused()
    {
        Save("0.png", 1);
        Save("1.png", 1, size: 8);
        var error = Assert.Throws<TrainerException>(() => EvaluatedNpz.Write(Path.Combine(folder.Path, "a.npz"), EvaluatedImages.Open(folder.Path)));
        Assert.Contains("8×8", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_NpzOfFloats_IsRefused()
    {
        var path = Path.Combine(folder.Path, "a.npz");
        using (var writer = new NpzWriter(path))
        {
            writer.Add("arr_0", NpyArray.Of<float>(new float[12], 1, 2, 2, 3));
        }

        Assert.Contains("|u1", Assert.Throws<TrainerException>(() => EvaluatedImages.Open(path)).Message, StringComparison.Ordinal);
    }

    /// <summary>Labels in turn, as a job's images may have them: a part of every second or every tenth must still have all of them.</summary>
    [Fact]
    public void Of_LabelsInTurn_PartsHaveEveryClassAlike()
    {
        var path = Path.Combine(folder.Path, "a.npz");
        using (var writer = new NpzWriter(path))
        {
            writer.Add("arr_0", NpyArray.Of<byte>(new byte[400 * 3], 400, 1, 1, 3));
            writer.Add("arr_1", NpyArray.Of<long>([.. Enumerable.Range(0, 400).Select(index => (long)(index % 10))]));
        }

        var images = EvaluatedImages.Open(path);
        var chosen = EvenChoice.Of(images, 400);
        Assert.Equal(Enumerable.Range(0, 400), chosen.Order());
        var (one, other) = EvenChoice.Halves(chosen);
        foreach (var part in new[] { one, other, EvenChoice.Of(images, 40), EvenChoice.Spread(one, 20) })
        {
            Assert.All(part.GroupBy(index => images.Labels![index]), label => Assert.Equal(part.Length / 10, label.Count()));
        }

        Assert.Empty(one.Intersect(other));
    }

    public void Dispose() => folder.Dispose();

    private static IEnumerable<int> Reds(IEvaluatedImages images, params int[] indices) => images.Read(indices).Select(picture => (int)picture.At(0, 0).Red);

    private void Save(string path, byte red, int size = 4)
    {
        var picture = new Picture(size, size);
        picture.Fill(0, 0, size, size, new Rgb(red, 1, 2));
        var full = Path.Combine(folder.Path, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        PngFile.Save(picture, full);
    }
}
