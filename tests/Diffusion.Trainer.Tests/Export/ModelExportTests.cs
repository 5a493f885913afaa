using System.Security.Cryptography;
using Diffusion.Networks;
using Diffusion.Runtime;
using Diffusion.Trainer.Datasets;
using Diffusion.Trainer.Export;
using Diffusion.Trainer.Loops;
using Diffusion.Trainer.Priors;
using Diffusion.Trainer.Tests.Loops;

namespace Diffusion.Trainer.Tests.Export;

public sealed class ModelExportTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly ImageSet images = TestImages.Create();

    [Fact]
    public void Write_ThreeRuns_MakesAModelThatOpensAndEnginesAgree()
    {
        var runs = Train() with { Prior = FitPrior() };
        var differences = ModelExport.Write(runs, Path.Combine(folder.Path, "small"), "small");

        Assert.Equal(["output", "logits", "gradient", "log_prob", "logits", "features"], differences.Select(difference => difference.Output));
        Assert.All(differences, difference => Assert.True(difference.IsSmall, difference.ToString()));

        var model = ModelFolder.Open(Path.Combine(folder.Path, "small"));
        Assert.Equal(["arrow", "ring"], model.Card.Classes);
        Assert.Equal(2, model.Card.NullClass);
        Assert.NotNull(model.JudgePath);
        Assert.NotNull(model.PriorPath);
        Assert.Equal(3, (int)model.Card.Training!["prior"]!["rank"]!);
        Assert.Equal(3, (int)model.Card.Training!["unet"]!["steps"]!);
        Assert.Equal(12, (int)model.Card.Training!["unet"]!["images"]!);
        Assert.Equal("trainer train unet --out unet", (string)model.Card.Training!["unet"]!["commands"]![0]!);
        Assert.Equal(10, model.Card.Training!["classifier"]!["accuracy"]!.AsArray().Count);
    }

    [Fact]
    public void Write_LearnedVariance_StandsInTheCard()
    {
        var settings = TestRuns.Unet(images) with { Steps = 1, Variance = "learnedRange" };
        var run = Path.Combine(folder.Path, "learned");
        TestRuns.Train(run, settings with { Unet = settings.Unet! with { OutChannels = 6 } }, images);

        ModelExport.Write(new ExportRuns(run), Path.Combine(folder.Path, "model"), "learned");
        Assert.Equal("learnedRange", ModelFolder.Open(Path.Combine(folder.Path, "model")).Card.Variance);
    }

    [Fact]
    public void Write_HalfPrecision_IsToleratedAndStandsInTheCard()
    {
        var runs = Train();
        var model = Path.Combine(folder.Path, "half");

        var differences = ModelExport.Write(runs, model, "half", Precision.Half);

        Assert.All(differences, difference => Assert.True(difference.IsWithin(EngineTolerance.Of(Precision.Half)), difference.ToString()));
        Assert.Contains(differences, difference => !difference.IsSmall);
        Assert.All(differences.Where(difference => difference.File == ModelExport.JudgeFile), difference => Assert.True(difference.IsSmall, difference.ToString()));
        Assert.Equal("fp16", ModelFolder.Open(model).Card.Precision);
        ModelExport.Write(runs, Path.Combine(folder.Path, "single"), "single");
        Assert.Null(ModelFolder.Open(Path.Combine(folder.Path, "single")).Card.Precision);
        Assert.Throws<ModelException>(() => WriteCard(ModelFolder.Open(model).Card with { Precision = "fp8" }));

        void WriteCard(ModelCard card)
        {
            ModelCardJson.Write(card, model);
            ModelFolder.Open(model);
        }
    }

    [Fact]
    public void Write_EnginesDiffer_LeavesTheOldModelAsItWas()
    {
        var runs = Train();
        var model = Path.Combine(folder.Path, "small");
        ModelExport.Write(runs, model, "small");
        var before = Contents(model);
        Longer();

        var differences = ModelExport.Write(runs, model, "small", tolerance: new EngineTolerance(0, 1));

        Assert.Contains(differences, difference => !difference.IsWithin(new EngineTolerance(0, 1)));
        Assert.Equal(before, Contents(model));
        Assert.DoesNotContain(Directory.GetDirectories(folder.Path), path => path.EndsWith(".unfinished", StringComparison.Ordinal));
        ModelExport.Write(runs, model, "small");
        Assert.NotEqual(before, Contents(model));
    }

    [Fact]
    public void Write_OnlyUnet_KeepsTheOtherFilesOfTheModel()
    {
        var runs = Train() with { Prior = FitPrior() };
        var model = Path.Combine(folder.Path, "small");
        ModelExport.Write(runs, model, "small");
        var before = ModelFolder.Open(model).Card;
        Longer();

        ModelExport.Write(new ExportRuns(runs.Unet), model, "small");

        var after = ModelFolder.Open(model).Card;
        Assert.NotEqual(before.Files.Unet, after.Files.Unet);
        Assert.Equal(before.Files with { Unet = after.Files.Unet }, after.Files);
        Assert.Equal(4, (int)after.Training!["unet"]!["steps"]!);
        Assert.Equal(before.Training!["judge"]!.ToJsonString(), after.Training!["judge"]!.ToJsonString());
    }

    /// <summary>In the data set's units, named in the card; a later export keeps them.</summary>
    [Fact]
    public void Write_Attributes_AreInTheModelAndStay()
    {
        var model = Path.Combine(folder.Path, "small");
        foreach (var task in new[] { TrainingTask.Unet, TrainingTask.Attributes })
        {
            TestRuns.Train(Run(task), Settings(task), images);
        }

        var differences = ModelExport.Write(new ExportRuns(Run(TrainingTask.Unet), Attributes: Run(TrainingTask.Attributes)), model, "small");

        Assert.Equal([ModelExport.UnetFile, ModelExport.AttributesFile], differences.Select(difference => difference.File));
        Assert.All(differences, difference => Assert.True(difference.IsSmall, difference.ToString()));
        var opened = ModelFolder.Open(model);
        Assert.Equal(images.Attributes.Value!.Names, opened.Card.Attributes);
        Longer();
        ModelExport.Write(new ExportRuns(Run(TrainingTask.Unet)), model, "small");
        var after = ModelFolder.Open(model).Card;
        Assert.Equal(opened.Card.Files.Attributes, after.Files.Attributes);
        Assert.Equal(opened.Card.Attributes, after.Attributes);
        Assert.Throws<ModelException>(() => Reopen(after with { Attributes = null }));
        Assert.Throws<ModelException>(() => Reopen(after with { Files = after.Files with { Attributes = null } }));

        void Reopen(ModelCard card)
        {
            ModelCardJson.Write(card, model);
            ModelFolder.Open(model);
        }
    }

    [Fact]
    public void Write_WeakUnet_IsInTheModelAndStays()
    {
        var model = Path.Combine(folder.Path, "small");
        var (unet, weak) = (Run(TrainingTask.Unet), Path.Combine(folder.Path, "weak"));
        TestRuns.Train(unet, Settings(TrainingTask.Unet), images);
        TestRuns.Train(weak, Settings(TrainingTask.Unet) with { Steps = 1 }, images);

        var differences = ModelExport.Write(new ExportRuns(unet, WeakUnet: weak), model, "small");

        Assert.Equal([ModelExport.UnetFile, ModelExport.WeakUnetFile], differences.Select(difference => difference.File));
        Assert.All(differences, difference => Assert.True(difference.IsSmall, difference.ToString()));
        var card = ModelFolder.Open(model).Card;
        Assert.NotEqual(card.Files.Unet!.Sha256, card.Files.WeakUnet!.Sha256);
        Assert.Equal((3, 1), ((int)card.Training!["unet"]!["steps"]!, (int)card.Training!["weakUnet"]!["steps"]!));

        Longer();
        ModelExport.Write(new ExportRuns(unet), model, "small");

        var after = ModelFolder.Open(model).Card;
        Assert.Equal((card.Files.WeakUnet, 1), (after.Files.WeakUnet, (int)after.Training!["weakUnet"]!["steps"]!));
        Assert.NotEqual(card.Files.Unet, after.Files.Unet);

        TestRuns.Train(Path.Combine(folder.Path, "epsilon"), Settings(TrainingTask.Unet) with { Steps = 1, Prediction = "epsilon" }, images);
        Assert.Contains("epsilon' predicts epsilon", Refusal(new ExportRuns(unet, WeakUnet: Path.Combine(folder.Path, "epsilon"))), StringComparison.Ordinal);
        Assert.Contains("for --weak-unet", Refusal(new ExportRuns(Path.Combine(folder.Path, "epsilon"))), StringComparison.Ordinal);

        string Refusal(ExportRuns runs) => Assert.Throws<TrainerException>(() => ModelExport.Write(runs, model, "small")).Message;
    }

    [Fact]
    public void Write_OnlyUnetIntoADamagedModel_IsRefused()
    {
        var runs = Train();
        var model = Path.Combine(folder.Path, "small");
        ModelExport.Write(runs, model, "small");
        File.AppendAllText(Path.Combine(model, ModelExport.JudgeFile), "x");
        var error = Assert.Throws<TrainerException>(() => ModelExport.Write(new ExportRuns(runs.Unet), model, "small"));
        Assert.Contains("files.judge", error.Message, StringComparison.Ordinal);
        Assert.Contains("cannot be kept", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_OnlyUnetOfOtherClasses_IsRefused()
    {
        var runs = Train();
        var model = Path.Combine(folder.Path, "small");
        ModelExport.Write(runs, model, "small");
        ModelCardJson.Write(ModelFolder.Open(model).Card with { Classes = ["arrow", "cross"] }, model);
        var error = Assert.Throws<TrainerException>(() => ModelExport.Write(new ExportRuns(runs.Unet), model, "small"));
        Assert.Contains("other names", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_RunOfAnotherTask_IsRefused()
    {
        var runs = Train();
        var error = Assert.Throws<TrainerException>(() => ModelExport.Write(runs with { Classifier = runs.Judge }, Path.Combine(folder.Path, "m"), "m"));
        Assert.Contains("but a classifier of noisy images is wanted", error.Message);
    }

    [Fact]
    public void Load_Weights_AreTheAverage()
    {
        var run = Path.Combine(folder.Path, "unet");
        using var session = TrainingSession.Start(run, Settings(TrainingTask.Unet), images, "a");
        TestRuns.Train(session);
        var expected = session.State.Average.Values.data<float>().ToArray();
        var weights = TrainedNetwork.Load(run, TrainingTask.Unet).Weights;
        var parameters = NetworkParameters.Of(Settings(TrainingTask.Unet).Unet!);
        Assert.Equal(expected, parameters.SelectMany(parameter => weights[parameter.Name].ToSingles()));
    }

    [Fact]
    public void Of_NotANumber_IsNotSmall()
    {
        Assert.False(EngineDifference.Of("f", "o", [1, 2], [1, float.NaN]).IsSmall);
        Assert.False(EngineDifference.Of("f", "o", [1, 2], [1]).IsSmall);
        Assert.True(EngineDifference.Of("f", "o", [1, 2], [1, 2]).IsSmall);
    }

    [Fact]
    public void WithoutFolders_Paths_KeepTheirLastPart() => Assert.Equal(
        "trainer train unet --data shapes --out unet --steps 5",
        TrainingRecord.WithoutFolders("trainer train unet --data /home/someone/shapes/ --out /scratch/unet --steps 5"));

    public void Dispose() => folder.Dispose();

    private ExportRuns Train()
    {
        foreach (var task in Enum.GetValues<TrainingTask>())
        {
            var run = Run(task);
            using var session = TrainingSession.Start(run, Settings(task), images, $"trainer train unet --out {run}");
            TestRuns.Train(session);
            session.Evaluate();
        }

        return new ExportRuns(Run(TrainingTask.Unet), Run(TrainingTask.Classifier), Run(TrainingTask.Judge), Data: null);
    }

    /// <summary>Trains the UNet for one more step.</summary>
    private void Longer()
    {
        using var session = TrainingSession.Resume(Run(TrainingTask.Unet), Settings(TrainingTask.Unet) with { Steps = 4 }, images, "longer");
        TestRuns.Train(session);
    }

    private string FitPrior()
    {
        var settings = new PriorSettings(Components: 1, Rank: 3);
        var prior = ClassPrior.Fit(images, [.. Enumerable.Range(0, images.Count)], settings);
        var path = Path.Combine(folder.Path, "prior");
        PriorFolder.Write(path, prior, images, settings, "trainer fit prior");
        return path;
    }

    private static Dictionary<string, string> Contents(string model) =>
        Directory.GetFiles(model).ToDictionary(file => Path.GetFileName(file), file => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file))));

    private string Run(TrainingTask task) => Path.Combine(folder.Path, $"{task}".ToLowerInvariant());

    /// <summary>With large steps, so that what starts at zero is not zero any more.</summary>
    private TrainingSettings Settings(TrainingTask task) =>
        task switch
        {
            TrainingTask.Unet => TestRuns.Unet(images),
            TrainingTask.Attributes => TestRuns.Attributes(images),
            _ => TestRuns.Classifier(images),
        } with
        {
            Task = task,
            Steps = 3,
            WarmupSteps = 1,
            LearningRate = 0.01,
        };
}
