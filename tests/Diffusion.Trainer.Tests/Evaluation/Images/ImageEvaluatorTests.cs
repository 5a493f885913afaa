using Diffusion.Runtime;
using Diffusion.Trainer.Datasets.Npz;
using Diffusion.Trainer.Datasets.Shapes;
using Diffusion.Trainer.Evaluation;
using Diffusion.Trainer.Evaluation.Features;
using Diffusion.Trainer.Evaluation.Images;
using Diffusion.Trainer.Pictures;
using Diffusion.Trainer.Tests.Evaluation.Features;

namespace Diffusion.Trainer.Tests.Evaluation.Images;

public sealed class ImageEvaluatorTests : IDisposable
{
    private static readonly Device Cpu = Device.Select(DeviceChoice.Cpu);
    private readonly TemporaryFolder folder = new();

    /// <summary>Pictures of the same drawing with another seed are as good as real; with half of the classes missing, recall falls; with wrong labels, agreement falls.</summary>
    [Fact]
    public void Measure_ShapesByTheShippedJudge_AreAsGoodAsReal()
    {
        ShapesDataset.Write(In("real"), perClass: 24, size: 32, seed: 11);
        ShapesDataset.Write(In("other"), perClass: 12, size: 32, seed: 12);
        using var judge = FeatureNetwork.OpenJudge(Shapes32.Pictures.Model, Cpu);
        var evaluator = new ImageEvaluator(judge, judge, Shapes32.Pictures.Model.Card.Classes);

        var good = Measure(evaluator, "other");
        Assert.Equal(120, good.Generated!.Images);
        Assert.True(good.Agreement is { Share: > 0.97, Images: 120 }, $"{good.Agreement}");
        Assert.True(good.ReferenceAgreement is { Share: > 0.97, Images: 240 }, $"{good.ReferenceAgreement}");
        Assert.InRange(good.Generated.Frechet, 0.3 * good.Real!.Frechet, 3 * good.Real.Frechet);
        Assert.True(good.FrechetOfAll < good.Generated.Frechet);
        Assert.InRange(good.Generated.Recall, 0.6, 1);
        Assert.Contains(good.Notes, note => note.StartsWith("Only 120 pictures", StringComparison.Ordinal));

        foreach (var name in Shapes32.Pictures.Model.Card.Classes.Take(5))
        {
            Directory.Delete(Path.Combine(In("other"), name), recursive: true);
        }

        var (last, before) = (Shapes32.Pictures.Model.Card.Classes[^1], Shapes32.Pictures.Model.Card.Classes[^2]);
        Directory.Move(Path.Combine(In("other"), last), In("aside"));
        Directory.Move(Path.Combine(In("other"), before), Path.Combine(In("other"), last));
        Directory.Move(In("aside"), Path.Combine(In("other"), before));
        var poor = Measure(evaluator, "other");
        Assert.InRange(poor.Agreement!.Share, 0.55, 0.65);
        Assert.True(poor.Generated!.Frechet > 3 * poor.Real!.Frechet, $"{poor.Generated} {poor.Real}");
        Assert.True(poor.Generated.Recall < poor.Real.Recall - 0.2, $"{poor.Generated} {poor.Real}");
    }

    /// <summary>Pictures that lack half of their red: the class agrees, the colours do not, places and sizes are spread as they should be.</summary>
    [Fact]
    public void Measure_ColoursThatAreOff_ShowInTheAttributes()
    {
        ShapesDataset.Write(In("real"), perClass: 24, size: 32, seed: 11);
        ShapesDataset.Write(In("other"), perClass: 12, size: 32, seed: 12);
        foreach (var path in Directory.GetFiles(In("other"), "0*.png", SearchOption.AllDirectories))
        {
            var picture = PngFile.Load(path);
            for (var red = 0; red < picture.Pixels.Length; red += 3)
            {
                picture.Pixels[red] /= 2;
            }

            PngFile.Save(picture, path);
        }

        var model = Shapes32.Pictures.Model;
        using var judge = FeatureNetwork.OpenJudge(model, Cpu);
        using var attributes = FeatureNetwork.OpenAttributes(model, Cpu);
        var measured = Measure(new ImageEvaluator(judge, judge, model.Card.Classes, attributes, model.Card.Attributes), "other");

        var told = measured.Attributes!.ToDictionary(figure => figure.Name);
        Assert.Equal(ShapeAttributes.Names, told.Keys);
        Assert.All(["shape red", "background red"], name => Assert.InRange(told[name].Distance, 0.5, 1.2));
        Assert.All(["shape red", "background red"], name => Assert.InRange(told[name].Deviation / told[name].RealDeviation, 0.35, 0.65));
        Assert.All(["background green", "background blue", "centre x", "centre y", "radius"], name => Assert.InRange(told[name].Distance, 0, 0.3));
        Assert.InRange(told["radius"].RealMean, 0.54, 0.6);
    }

    /// <summary>guided-diffusion's reference batches: moments beside the pictures, or alone.</summary>
    [Theory]
    [InlineData(true, "mu", "sigma")]
    [InlineData(false, "mu", "sigma")]
    [InlineData(false, "mu_s", "sigma_s")]
    public void Measure_ReferenceWithMoments_IsMeasuredAgainstThem(bool withPictures, string mean, string covariance)
    {
        Noise("images", 60, 100);
        var path = In("reference.npz");
        using (var writer = new NpzWriter(path))
        {
            if (withPictures)
            {
                writer.Add("arr_0", NpyArray.Of<byte>(NoisePixels(60, 120), 60, 2, 2, 3));
            }

            writer.Add(mean, NpyArray.Of<double>([120, 120, 120]));
            writer.Add(covariance, NpyArray.Of<double>([100, 0, 0, 0, 100, 0, 0, 0, 100], 3, 3));
        }

        using var network = FeatureNetwork.Open(FeatureFiles.MeanColour(folder.Path), new() { Range = "bytes", Size = 0 }, Cpu);
        var measured = Measure(new ImageEvaluator(network, null, []), "images", path);
        var features = network.See(EvaluatedImages.Open(In("images")).Read(Enumerable.Range(0, 60))).Features;
        var expected = FrechetDistance.Of(FeatureMoments.Of(features), FeatureMoments.From(
            MathNet.Numerics.LinearAlgebra.Vector<double>.Build.Dense(3, 120), MathNet.Numerics.LinearAlgebra.Matrix<double>.Build.DiagonalIdentity(3) * 100));
        Assert.Equal(expected, measured.FrechetToStatistics!.Value, 1e-9);
        Assert.Equal(mean, measured.Statistics);
        Assert.Equal(withPictures, measured.Generated is not null);
        Assert.Null(measured.Agreement);
    }

    [Fact]
    public void Measure_MomentsOfAnotherNetwork_AreRefused()
    {
        Noise("images", 10, 100);
        using (var writer = new NpzWriter(In("reference.npz")))
        {
            writer.Add("mu", NpyArray.Of<double>(new double[2048]));
            writer.Add("sigma", NpyArray.Of<double>(new double[4], 2, 2));
        }

        using var network = FeatureNetwork.Open(FeatureFiles.MeanColour(folder.Path), new() { Range = "bytes", Size = 0 }, Cpu);
        var error = Assert.Throws<TrainerException>(() => Measure(new ImageEvaluator(network, null, []), "images", In("reference.npz")));
        Assert.Contains("no moments of 3 features", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Measure_LabelsThatTheJudgeDoesNotKnow_GivesANote()
    {
        ShapesDataset.Write(In("real"), perClass: 2, size: 32, seed: 11);
        Directory.Move(Path.Combine(In("real"), "disc"), Path.Combine(In("real"), "plate"));
        using var judge = FeatureNetwork.OpenJudge(Shapes32.Pictures.Model, Cpu);
        var measured = Measure(new ImageEvaluator(judge, judge, Shapes32.Pictures.Model.Card.Classes), "real");
        Assert.Null(measured.Agreement);
        Assert.Contains(measured.Notes, note => note.Contains("'plate'", StringComparison.Ordinal));
    }

    [Fact]
    public void Write_Figures_AreJson()
    {
        Noise("images", 10, 100);
        Noise("real", 20, 100);
        using var network = FeatureNetwork.Open(FeatureFiles.MeanColour(folder.Path), new() { Range = "bytes", Size = 0 }, Cpu);
        Measure(new ImageEvaluator(network, null, []), "images").Write(In("report.json"));
        using var json = System.Text.Json.JsonDocument.Parse(File.ReadAllBytes(In("report.json")));
        Assert.Equal(10, json.RootElement.GetProperty("generated").GetProperty("images").GetInt32());
        Assert.Equal(3, json.RootElement.GetProperty("features").GetInt32());
    }

    public void Dispose() => folder.Dispose();

    private static byte[] NoisePixels(int count, double mean)
    {
        var random = new Random(5);
        return [.. Enumerable.Range(0, count * 12).Select(_ => (byte)(mean + (40 * (random.NextDouble() - 0.5))))];
    }

    private string In(string name) => Path.Combine(folder.Path, name);

    private ImageEvaluation Measure(ImageEvaluator evaluator, string images, string? reference = null) =>
        evaluator.Measure(EvaluatedImages.Open(In(images)), reference ?? In("real"), null, _ => { }, CancellationToken.None);

    private void Noise(string name, int count, double mean)
    {
        Directory.CreateDirectory(In(name));
        var pixels = NoisePixels(count, mean);
        for (var i = 0; i < count; i++)
        {
            PngFile.Save(new Picture(2, 2, pixels[(12 * i)..(12 * (i + 1))]), Path.Combine(In(name), $"{i:D3}.png"));
        }
    }
}
