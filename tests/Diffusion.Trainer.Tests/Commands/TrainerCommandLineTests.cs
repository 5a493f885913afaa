using System.Text.Json.Nodes;
using Diffusion.Golden;
using Diffusion.Networks;
using Diffusion.Runtime;
using Diffusion.Trainer.Checkpoints;
using Diffusion.Trainer.Commands;
using Diffusion.Trainer.Datasets.Shapes;
using Diffusion.Trainer.Export;
using Diffusion.Trainer.Import;
using Diffusion.Trainer.Loops;
using Diffusion.Trainer.Objectives;
using Diffusion.Trainer.Tests.Import;

namespace Diffusion.Trainer.Tests.Commands;

/// <summary>Command lines from their words to the files they leave, with the smallest network on eight-pixel pictures.</summary>
public sealed class TrainerCommandLineTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string Data => Path.Combine(folder.Path, "data");

    private string Run => Path.Combine(folder.Path, "a run");

    private string Model => Path.Combine(folder.Path, "model");

    private string Tuned => Path.Combine(folder.Path, "tuned");

    [Fact]
    public void EvaluateBpd_OfARun_WritesTheFileThatIsNamed()
    {
        Assert.Equal(0, Train());
        var file = Path.Combine(folder.Path, "bpd.json");
        Assert.Equal(0, Invoke("evaluate", "bpd", "--run", Run, "--data", Data, "--out", file, "--steps", "2", "--images", "1", "--device", "cpu"));
        Assert.Equal(File.ReadAllText(Path.Combine(Run, "bpd.json")), File.ReadAllText(file));
        Assert.Contains("--out '" + Run + "'", new CheckpointFolder(Run).Newest().Checkpoint.Commands.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public void TrainResume_AnotherTaskOrPreset_IsRefusedAndTrainsNothing()
    {
        Assert.Equal(0, Train());
        Assert.Equal(1, Invoke("train", "classifier", "--resume", "--data", Data, "--out", Run, "--steps", "3"));
        Assert.Equal(1, Invoke("train", "unet", "--resume", "--preset", "shapes32", "--data", Data, "--out", Run, "--steps", "3"));
        Assert.Equal(1, Invoke("train", "unet", "--resume", "--inexact", "--label-dropout", "0", "--data", Data, "--out", Run, "--steps", "3"));
        Assert.Equal(2, new CheckpointFolder(Run).Newest().Checkpoint.Step);
        Assert.Equal(0, Invoke("train", "unet", "--resume", "--preset", "tiny", "--data", Data, "--out", Run, "--steps", "3"));
        Assert.Equal(3, new CheckpointFolder(Run).Newest().Checkpoint.Step);
    }

    [Fact]
    public void TrainBeginWith_AnotherProjectsCheckpoint_TakesItsNetworkAndWeights()
    {
        ShapesDataset.Write(Data, perClass: 1, size: 8, seed: 1);
        var golden = GoldenCase.Load("unet/classcond_sigma");
        var unet = GoldenImport.Unet(folder.Path, golden);
        string[] line =
        [
            "train", "unet", "--preset", "tiny", "--begin-with", unet.Checkpoint, "--begin-preset", unet.Preset.Name, "--begin-flags", unet.Flags!, "--data", Data, "--out", Run,
            "--steps", "1", "--batch", "2", "--device", "cpu", "--learning-rate", "1e-30", "--warmup", "0",
        ];
        Assert.Equal(0, Invoke(line));

        var trained = TrainedNetwork.Load(Run, TrainingTask.Unet);
        Assert.Equal(("epsilon", "learnedRange", "rescaledMse", "linear"), (trained.Settings.Prediction, trained.Settings.Variance, trained.Settings.Loss, trained.Settings.Schedule));
        Assert.Equal("guided-diffusion", trained.Settings.BeginWithCheckpoint!.Preset);
        var weights = golden.Weights();
        RequireSame(WithoutLabels(weights), WithoutLabels(trained.Weights));

        // Ten classes as the checkpoint's, and a null class that it has not.
        var labels = weights["label_emb.weight"].ToSingles();
        Assert.Equal(labels, trained.Weights["label_emb.weight"].ToSingles()[..labels.Length], (a, b) => Math.Abs(a - b) < 1e-6f);
        Assert.Equal(0, Invoke([.. line.Select(word => word == "1" ? "2" : word), "--resume"]));

        // Not without saying what it is.
        Assert.Equal(1, Invoke("train", "unet", "--begin-with", unet.Checkpoint, "--data", Data, "--out", Run + "2"));
        Assert.Equal(1, Invoke("train", "unet", "--begin-preset", "adm-64", "--data", Data, "--out", Run + "2"));
    }

    /// <summary>Network, noise and prediction are the model's, whatever the preset says, and its card's commands stay the first ones.</summary>
    [Fact]
    public void TrainBeginWith_ExportedModel_TakesItsNetworkAndWeights()
    {
        Assert.Equal(0, Train("--schedule", "linear", "--prediction", "epsilon", "--variance", "learnedRange", "--loss", "rescaledMse"));
        Assert.Equal(0, Invoke("export", "--unet", Run, "--out", Model));
        Assert.Equal(0, Tune());

        var (before, after) = (TrainedNetwork.Load(Run, TrainingTask.Unet), TrainedNetwork.Load(Tuned, TrainingTask.Unet));
        Assert.Equal(before.Settings.Unet, after.Settings.Unet);
        Assert.Equal(("linear", "epsilon", "learnedRange", "rescaledMse"), (after.Settings.Schedule, after.Settings.Prediction, after.Settings.Variance, after.Settings.Loss));
        Assert.Equal(2, after.Checkpoint.Commands.Count);
        RequireSame(before.Weights, after.Weights);

        // The card of what comes of it says where it began.
        Assert.Equal(0, Invoke("export", "--unet", Tuned, "--out", Model + "2"));
        var began = ModelFolder.Open(Model + "2").Card.Training!["unet"]!["begunWith"]!;
        Assert.Equal(ModelFolder.Open(Model).Card.Files.Unet!.Sha256, (string?)began["sha256"]);
    }

    [Fact]
    public void TrainBeginWith_ExportedModel_ResumesWithAndWithoutIt()
    {
        Assert.Equal(0, Train());
        Assert.Equal(0, Invoke("export", "--unet", Run, "--out", Model));
        Assert.Equal(0, Tune());
        Assert.Equal(0, Tune("--steps", "2", "--resume"));
        Directory.Delete(Model, recursive: true);
        Assert.Equal(0, Invoke("train", "unet", "--preset", "tiny", "--data", Data, "--out", Tuned, "--steps", "3", "--resume"));
        Assert.Equal(3, new CheckpointFolder(Tuned).Newest().Checkpoint.Step);
    }

    [Fact]
    public void TrainBeginWith_ImportedModelWithoutLabels_LearnsThem()
    {
        ShapesDataset.Write(Data, perClass: 1, size: 8, seed: 1);
        var golden = GoldenCase.Load("unet/uncond_eps");
        var unet = GoldenImport.Unet(folder.Path, golden);
        Assert.Equal(0, Invoke("import", "--checkpoint", unet.Checkpoint, "--preset", unet.Preset.Name, "--flags", unet.Flags!, "--out", Model));
        Assert.Equal(0, Tune());

        var tuned = TrainedNetwork.Load(Tuned, TrainingTask.Unet).Weights;
        Assert.All(tuned["label_emb.weight"].ToSingles(), value => Assert.Equal(0, value, 1e-6f));
        RequireSame(WithoutLabels(golden.Weights()), WithoutLabels(tuned));
    }

    [Fact]
    public void TrainTeacher_ExportedModel_TeachesAsItsRunDoes()
    {
        Assert.Equal(0, Train());
        Assert.Equal(0, Invoke("export", "--unet", Run, "--out", Model));
        Assert.Equal(0, Learn(Run, "by run"));
        Assert.Equal(0, Learn(Model, "by model"));
        RequireSame(Learned("by run").Weights, Learned("by model").Weights);
        Assert.Equal(ModelFolder.Open(Model).Card.Files.Unet!.Sha256, Learned("by model").Settings.Teacher!.Sha256);

        // The name under which older checkpoints have it.
        var checkpoint = Path.Combine(new CheckpointFolder(Path.Combine(folder.Path, "by model")).Newest().Folder, CheckpointFolder.JsonName);
        Assert.Equal(Model, (string?)JsonNode.Parse(File.ReadAllText(checkpoint))!["settings"]!["teacher"]!["run"]);

        // Alone it learns otherwise; and a resume goes by the same teacher.
        Assert.Equal(0, Learn(null, "alone"));
        Assert.NotEqual(Learned("alone").Weights["out.2.c_proj.bias"].ToSingles(), Learned("by run").Weights["out.2.c_proj.bias"].ToSingles());
        Assert.Equal(0, Learn(Model, "by model", "3", "--resume"));
        Directory.Delete(Model, recursive: true);
        Assert.Equal(0, Invoke("train", "unet", "--resume", "--preset", "tiny", "--data", Data, "--out", Run, "--steps", "3"));
        Assert.Equal(0, Invoke("export", "--unet", Run, "--out", Model));
        Assert.Equal(1, Learn(null, "by model", "4", "--resume"));
        Assert.Contains("has been trained on", Assert.Throws<TrainerException>(() => Teacher.Load(Learned("by model").Settings)).Message, StringComparison.Ordinal);

        int Learn(string? teacher, string run, string steps = "2", params string[] more) => Invoke([
            "train", "classifier", "--preset", "tiny", "--data", Data, "--out", Path.Combine(folder.Path, run), "--steps", steps, "--batch", "2", "--device", "cpu",
            .. teacher is null ? [] : (string[])["--teacher", teacher], .. more]);

        TrainedNetwork Learned(string run) => TrainedNetwork.Load(Path.Combine(folder.Path, run), TrainingTask.Classifier);
    }

    [Fact]
    public void ModelStart_ModelThatCannotBeBegunWith_SaysWhy()
    {
        Assert.Equal(0, Train());
        Assert.Equal(0, Invoke("export", "--unet", Run, "--out", Model + "-half", "--precision", "fp16"));
        Assert.Equal(0, Invoke("export", "--unet", Run, "--out", Model));

        Assert.Contains("fp16", Assert.Throws<TrainerException>(() => ModelStart.Of(Model + "-half", TrainingTask.Unet)).Message, StringComparison.Ordinal);
        Assert.Contains("has no classifier", Assert.Throws<TrainerException>(() => ModelStart.Of(Model, TrainingTask.Classifier)).Message, StringComparison.Ordinal);
        Assert.Contains("deviations", Assert.Throws<TrainerException>(() => ModelStart.Of(Model, TrainingTask.Attributes)).Message, StringComparison.Ordinal);
        Assert.Contains("no longer", Assert.Throws<TrainerException>(() => (ModelStart.Of(Model, TrainingTask.Unet) with { Sha256 = "other" }).Read(TrainingTask.Unet)).Message, StringComparison.Ordinal);
        Assert.Equal(1, Invoke("train", "unet", "--preset", "tiny", "--begin-with", Model + "-half", "--data", Data, "--out", Tuned, "--steps", "1", "--device", "cpu"));
        Assert.False(new CheckpointFolder(Tuned).HasAny);
    }

    [Theory]
    [InlineData(TrainingTask.Classifier)]
    [InlineData(TrainingTask.Judge)]
    public void ModelStart_OtherNetworks_AreWhole(TrainingTask task)
    {
        var settings = ModelStart.Applied(Shapes32.Pictures.Model.Path, Presets.Table.Find("tiny")(task));

        var parameters = NetworkParameters.Of(settings.Encoder!);
        var weights = settings.BeginWithModel!.Read(task).Weights;
        Assert.Equal(parameters.Select(parameter => parameter.Name).Order(StringComparer.Ordinal), weights.Keys.Order(StringComparer.Ordinal));
        Assert.All(parameters, parameter => Assert.Equal(parameter.Shape.Select(size => (long)size), weights[parameter.Name].Shape));
        Assert.NotEmpty(settings.BeginWithModel.Commands(task));
    }

    public void Dispose() => folder.Dispose();

    private static int Invoke(params string[] words) => TrainerCommandLine.Create().Parse(words).Invoke();

    private int Train(params string[] more)
    {
        ShapesDataset.Write(Data, perClass: 1, size: 8, seed: 1);
        return Invoke([
            "train", "unet", "--preset", "tiny", "--data", Data, "--out", Run, "--steps", "2", "--batch", "2", "--device", "cpu", "--res-blocks", "1", "--multipliers", "1", .. more]);
    }

    /// <summary>A step from the model that changes nothing to speak of.</summary>
    private int Tune(params string[] more) => Invoke([
        "train", "unet", "--preset", "tiny", "--begin-with", Model, "--data", Data, "--out", Tuned, "--batch", "2", "--device", "cpu", "--learning-rate", "1e-30", "--warmup", "0",
        .. more.Length == 0 ? ["--steps", "1"] : more]);

    private static Dictionary<string, NamedTensor> WithoutLabels(IReadOnlyDictionary<string, NamedTensor> weights) =>
        weights.Where(weight => weight.Key != "label_emb.weight").ToDictionary();

    private static void RequireSame(IReadOnlyDictionary<string, NamedTensor> expected, IReadOnlyDictionary<string, NamedTensor> actual)
    {
        Assert.Equal(expected.Keys.Order(StringComparer.Ordinal), actual.Keys.Order(StringComparer.Ordinal));
        Assert.All(actual, weight => Assert.Equal(expected[weight.Key].ToSingles(), weight.Value.ToSingles(), (a, b) => Math.Abs(a - b) < 1e-6f));
    }
}
