using Diffusion.Golden;
using Diffusion.Networks;
using Diffusion.Runtime;
using Diffusion.Sampling;
using Diffusion.Trainer.Import;
using Microsoft.ML.OnnxRuntime;

namespace Diffusion.Trainer.Tests.Import;

public sealed class ModelImportTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public static IEnumerable<object[]> Unets => GoldenImport.Described("unet");

    public static IEnumerable<object[]> Classifiers => GoldenImport.Described("classifier");

    private string Model => Path.Combine(folder.Path, "model");

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Unets))]
    public void Write_GoldenUnetAsACheckpoint_ComputesTheGoldenOutputs(string name) => GoldenFolder.Check(name, golden =>
    {
        var differences = new ModelImport(GoldenImport.Unet(folder.Path, golden)).Write(Model, "model");

        Assert.All(differences, difference => Assert.True(difference.IsSmall, difference.ToString()));
        CheckOutputs(golden, ModelFolder.Open(Model).UnetPath, golden.Outputs);
    });

    [Theory]
    [MemberData(nameof(Classifiers))]
    public void Write_GoldenClassifierAsACheckpoint_ComputesTheGoldenOutputs(string name) => GoldenFolder.Check(name, golden =>
    {
        // A UNet of the classifier's size and classes goes with it: the smallest golden one, which takes images of any size.
        var unet = GoldenImport.Unet(folder.Path, GoldenCase.Load("unet/uncond_eps"));
        var size = golden.Tensors["x"].Shape[2];
        unet = unet with { Flags = $"{unet.Flags} --image_size {size} --attention_resolutions {size / 2}" };

        var differences = new ModelImport(unet, GoldenImport.Classifier(folder.Path, golden)).Write(Model, "model");

        Assert.Equal(["output", "logits", "gradient", "log_prob"], differences.Select(difference => difference.Output));
        Assert.All(differences, difference => Assert.True(difference.IsSmall, difference.ToString()));
        var model = ModelFolder.Open(Model);
        Assert.Equal(golden.Config.GetProperty("out_channels").GetInt32(), model.Card.Classes.Count);
        CheckOutputs(golden, model.ClassifierPath!, ["logits"]);
        CheckOutputs(golden, model.ClassifierGradientPath!, ["grad_x", "log_prob_y"], new() { ["grad_x"] = "gradient", ["log_prob_y"] = "log_prob" });
    });

    [Fact]
    public void Described_OfTheRepositorysCases_LeavesOutWhatNoFlagSays()
    {
        if (GoldenFolder.IsRepositorys)
        {
            Assert.Equal(["unet/no_conv_resample", "unet/nonsquare_fractional_t", "classifier/spatial_pool"], GoldenImport.LeftOut("unet").Concat(GoldenImport.LeftOut("classifier")));
        }
    }

    [Fact]
    public void Write_NetworkWithoutResamplingConvolutions_IsRefusedByTheirNames()
    {
        var error = Assert.Throws<TrainerException>(() => new ModelImport(GoldenImport.Unet(folder.Path, GoldenCase.Load("unet/no_conv_resample"))).Write(Model, "model"));
        Assert.Contains("missing in the file:\n  input_blocks.", error.Message, StringComparison.Ordinal);
        Assert.Contains(".op.weight", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("left over", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_Card_SaysWhatTheFlagsSay()
    {
        var golden = GoldenCase.Load("unet/classcond_sigma");
        var unet = GoldenImport.Unet(folder.Path, golden);
        var changed = unet with { Flags = $"{unet.Flags} --noise_schedule cosine --diffusion_steps 4000 --rescale_timesteps True" };

        new ModelImport(changed, Classes: [.. Enumerable.Range(0, 10).Select(label => $"class {label}")]).Write(Model, "model");

        var model = ModelFolder.Open(Model);
        Assert.Equal(("cosine", 4000, true), (model.Card.Schedule.Name, model.Card.Schedule.Timesteps, model.Card.RescaleTimesteps));
        Assert.Equal((PredictionKind.Epsilon, VarianceKind.LearnedRange), (model.Settings.Prediction, model.Settings.Variance));
        Assert.Equal("class 9", model.Card.Classes[9]);
        Assert.Null(model.Card.NullClass);
        Assert.Null(model.Card.Precision);
        var record = model.Card.Training!["unet"]!;
        Assert.Equal("unet-classcond_sigma.pt", (string)record["checkpoint"]!);
        Assert.Equal(golden.StateDict()!.Values.Sum(shape => shape.Aggregate(1L, (a, b) => a * b)), (long)record["parameters"]!);
        Assert.Contains("--noise_schedule cosine", (string)record["flags"]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "epsilon", "fixedLarge")]
    [InlineData("--sigma_small True --predict_xstart True", "x0", "fixedSmall")]
    public void Write_VarianceAndPrediction_FollowTheFlags(string flags, string prediction, string variance)
    {
        var unet = GoldenImport.Unet(folder.Path, GoldenCase.Load("unet/uncond_eps"));
        new ModelImport(unet with { Flags = $"{unet.Flags} {flags}" }).Write(Model, "model");
        var card = ModelFolder.Open(Model).Card;
        Assert.Equal((prediction, variance), (card.Prediction, card.Variance));
        Assert.Empty(card.Classes);
    }

    [Fact]
    public void Write_HalfPrecision_StandsInTheCardAndStaysNear()
    {
        var golden = GoldenCase.Load("unet/superres");
        var import = new ModelImport(GoldenImport.Unet(folder.Path, golden), Precision: Precision.Half);

        var difference = import.Write(Model, "model").Single();

        var model = ModelFolder.Open(Model);
        Assert.Equal("fp16", model.Card.Precision);
        Assert.InRange(difference.Largest / difference.Scale, 1e-5, 0.01);
        Assert.False(difference.IsSmall);
        new ModelImport(import.Unet).Write(Path.Combine(folder.Path, "single"), "single");
        Assert.InRange(new FileInfo(model.UnetPath).Length, 1, new FileInfo(Path.Combine(folder.Path, "single", "unet.onnx")).Length * 0.7);
    }

    [Fact]
    public async Task Write_MoreThanOneFileHolds_KeepsTheDataBesideAndRuns()
    {
        var unet = GoldenImport.Unet(folder.Path, GoldenCase.Load("unet/uncond_eps"));
        unet = unet with { Flags = $"{unet.Flags} --image_size 8 --attention_resolutions 4" };
        var classifier = GoldenImport.Classifier(folder.Path, GoldenCase.Load("classifier/attention_pool"));
        var import = new ModelImport(unet, classifier) { LargestFile = 10_000 };

        import.Write(Model, "model");

        var card = ModelFolder.Open(Model).Card;
        Assert.All([card.Files.Unet!, card.Files.Classifier!, card.Files.ClassifierGradient!], file => Assert.Equal(file.Path + ".data", file.Data!.Path));
        var image = await Sample(ModelFolder.Open(Model));

        // The same model in one file each, in its place: the data go away, and the image is the same.
        new ModelImport(unet, classifier).Write(Model, "model");
        Assert.Empty(Directory.GetFiles(Model, "*.data"));
        Assert.Null(ModelFolder.Open(Model).Card.Files.Unet!.Data);
        Assert.Equal(await Sample(ModelFolder.Open(Model)), image);
    }

    [Fact]
    public void Open_DataFileAlteredOrMissing_IsRefused()
    {
        var unet = GoldenImport.Unet(folder.Path, GoldenCase.Load("unet/uncond_eps"));
        new ModelImport(unet) { LargestFile = 10_000 }.Write(Model, "model");
        var path = Path.Combine(Model, "unet.onnx.data");
        var bytes = File.ReadAllBytes(path);
        bytes[^1] ^= 1;
        File.WriteAllBytes(path, bytes);

        Assert.Contains("files.unet.data", Assert.Throws<ModelException>(() => ModelFolder.Open(Model)).Message, StringComparison.Ordinal);
        File.Delete(path);
        Assert.Contains("files.unet.data: there is no", Assert.Throws<ModelException>(() => ModelFolder.Open(Model)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_OtherFlagsThanTheCheckpoints_ListsEveryDifference()
    {
        var unet = GoldenImport.Unet(folder.Path, GoldenCase.Load("unet/classcond_sigma"));
        var error = Assert.Throws<TrainerException>(() => new ModelImport(unet with { Flags = $"{unet.Flags} --num_classes 11 --attention_resolutions 16" }).Write(Model, "model"));

        Assert.Contains("20 missing in the file:\n  input_blocks.1.1.norm.weight [32]\n", error.Message, StringComparison.Ordinal);
        Assert.Contains("20 left over:\n  ", error.Message, StringComparison.Ordinal);
        Assert.Contains("input_blocks.3.1.qkv.weight [96, 32, 1]\n", error.Message, StringComparison.Ordinal);
        Assert.Contains("1 of another shape:\n  label_emb.weight [10, 128], not [11, 128]", error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Model));
    }

    [Fact]
    public void Write_ClassifierOfAnotherSize_IsRefused()
    {
        var unet = GoldenImport.Unet(folder.Path, GoldenCase.Load("unet/uncond_eps"));
        var classifier = GoldenImport.Classifier(folder.Path, GoldenCase.Load("classifier/attention_pool"));
        Assert.Contains("8×8", Assert.Throws<TrainerException>(() => new ModelImport(unet, classifier).Write(Model, "model")).Message, StringComparison.Ordinal);
    }

    private static async Task<float[]> Sample(ModelFolder model)
    {
        await using var engine = await SamplingEngine.StartAsync(model, Device.Select(DeviceChoice.Cpu), new SamplingEngine.Options { Rows = 1 }, CancellationToken.None);
        var guidance = new GuidanceOptions { Kind = GuidanceKind.Classifier, Scale = 1, NetworkSeesLabel = false };
        var plan = SamplingPlan.Create(model.Settings, new SamplingOptions { Sampler = SamplerKind.Ddim, Steps = "3", Guidance = guidance });
        return (await engine.GenerateAsync(new ImageRequest(plan, null, 3, Seed: 1, ImageIndex: 0), null, CancellationToken.None)).Pixels;
    }

    /// <summary>Runs a file on a case's inputs and compares with its outputs.</summary>
    private static void CheckOutputs(GoldenCase golden, string path, IReadOnlyList<string> outputs, Dictionary<string, string>? names = null)
    {
        using var session = new InferenceSession(path);
        using var run = new RunOptions();
        string[] inputs = [.. session.InputMetadata.Keys];
        var values = inputs.Select(name => GoldenImport.Feed(name, golden.Tensors[name]) is long[] labels
            ? OrtValue.CreateTensorValueFromMemory(labels, [.. golden.Tensors[name].Shape])
            : OrtValue.CreateTensorValueFromMemory((float[])GoldenImport.Feed(name, golden.Tensors[name]), [.. golden.Tensors[name].Shape])).ToList();
        using var results = session.Run(run, inputs, values, [.. outputs.Select(output => names?.GetValueOrDefault(output) ?? output)]);
        for (var i = 0; i < outputs.Count; i++)
        {
            golden.Check(outputs[i], results[i].GetTensorTypeAndShape().Shape, results[i].GetTensorDataAsSpan<float>());
        }

        values.ForEach(value => value.Dispose());
    }
}
