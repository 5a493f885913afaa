using Diffusion.Trainer.Commands;
using Diffusion.Trainer.Datasets;
using Diffusion.Trainer.Datasets.Shapes;
using Diffusion.Trainer.Export;
using Diffusion.Trainer.Loops;
using Diffusion.Trainer.Pictures;
using Diffusion.Trainer.Tests.Loops;

namespace Diffusion.Trainer.Tests.Commands;

/// <summary>Small pictures become large ones by models of eight pixels.</summary>
public sealed class SampleUpsampleCommandTests : IDisposable
{
    private const int Small = TestImages.Size / 2;

    private readonly TemporaryFolder folder = new();
    private readonly ImageSet images = TestImages.Create(perClass: 2);

    [Fact]
    public void Upsample_FolderOfPictures_NoisesThemAndEnlargesEach()
    {
        var model = Export("large", images, new LowResolutionSettings { Size = Small, NoiseTimesteps = 500 });
        var data = Path.Combine(folder.Path, "data");
        ShapesDataset.Write(data, perClass: 1, size: 8, seed: 1);
        foreach (var other in Directory.GetDirectories(data).Where(path => !images.Classes.Contains(Path.GetFileName(path))))
        {
            Directory.Delete(other, recursive: true);
        }

        string[] line = ["--model", model, "--data", data, "--size", $"{Small}", "--steps", "2", "--device", "cpu", "--out"];
        Assert.Equal(0, Invoke([.. line, Out("near"), "--noise", "0"]));
        Assert.Equal(0, Invoke([.. line, Out("far"), "--noise", "400"]));
        Assert.Equal(0, Invoke([.. line, Out("again"), "--noise", "400"]));
        Assert.Equal(["arrow/00000.png", "ring/00001.png"], Files("far"));
        Assert.Equal(TestImages.Size, PngFile.Load(Path.Combine(Out("far"), "ring", "00001.png")).Width);
        Assert.Equal(Bytes("far"), Bytes("again"));
        Assert.NotEqual(Bytes("near"), Bytes("far"));

        // Without the noise that the network is told of, of another size, at no timestep, and by a model that enlarges nothing.
        Assert.Equal(1, Invoke([.. line, Out("no")]));
        Assert.Equal(1, Invoke(["--model", model, "--data", data, "--out", Out("no"), "--noise", "0", "--device", "cpu"]));
        Assert.Equal(1, Invoke([.. line, Out("no"), "--noise", "1000"]));
        Assert.Equal(1, Invoke([.. line, Out("no"), "--noise", "0", "--truncate"]));
        Assert.False(Directory.Exists(Out("no")));
    }

    [Fact]
    public void Upsample_SmallModel_HandsOnItsEndOrWhereItWasCut()
    {
        var large = Export("large", images, new LowResolutionSettings { Size = Small, NoiseTimesteps = 500 });
        var tiny = new ImageSet(images.Classes, Small, 3, new byte[4 * 3 * Small * Small], images.Labels);
        var small = Export("small", tiny, null);
        string[] line = ["--model", large, "--small-model", small, "--per-class", "2", "--noise", "300", "--steps", "2", "--small-steps", "3", "--device", "cpu", "--out"];
        Assert.Equal(0, Invoke([.. line, Out("noised")]));
        Assert.Equal(0, Invoke([.. line, Out("cut"), "--truncate"]));
        Assert.Equal(["arrow/00000.png", "arrow/00001.png", "ring/00002.png", "ring/00003.png"], Files("cut"));
        Assert.NotEqual(Bytes("noised"), Bytes("cut"));

        // A model of pictures from nothing enlarges none.
        Assert.Equal(1, Invoke("--model", small, "--small-model", small, "--out", Out("no"), "--device", "cpu"));
    }

    public void Dispose() => folder.Dispose();

    private static int Invoke(params string[] words) => TrainerCommandLine.Create().Parse(["sample", "upsample", .. words]).Invoke();

    private string Out(string name) => Path.Combine(folder.Path, "out-" + name);

    private IEnumerable<string> Files(string name) => Directory.GetFiles(Out(name), "*.png", SearchOption.AllDirectories)
        .Select(path => Path.GetRelativePath(Out(name), path).Replace('\\', '/')).Order(StringComparer.Ordinal);

    private byte[] Bytes(string name) => [.. Files(name).SelectMany(file => File.ReadAllBytes(Path.Combine(Out(name), file)))];

    private string Export(string name, ImageSet pictures, LowResolutionSettings? small)
    {
        var run = Path.Combine(folder.Path, "run-" + name);
        TestRuns.Train(run, TestRuns.Unet(pictures) with { LowResolution = small, Steps = 2 }, pictures);
        var model = Path.Combine(folder.Path, name);
        ModelExport.Write(new ExportRuns(run), model, name);
        return model;
    }
}
