using Diffusion.Networks;
using Diffusion.Runtime;
using Diffusion.Trainer.Datasets;
using Diffusion.Trainer.Export;
using Diffusion.Trainer.Loops;
using Diffusion.Trainer.Tests.Loops;

namespace Diffusion.Trainer.Tests.Export;

public sealed class ModelExportTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly ImageSet images = TestImages.Create();

    [Fact]
    public void Write_ThreeRuns_MakesAModelThatOpensAndEnginesAgree()
    {
        var runs = Train();
        var differences = ModelExport.Write(runs, Path.Combine(folder.Path, "small"), "small");

        Assert.Equal(["output", "logits", "gradient", "log_prob", "logits", "features"], differences.Select(difference => difference.Output));
        Assert.All(differences, difference => Assert.True(difference.IsSmall, difference.ToString()));

        var model = ModelFolder.Open(Path.Combine(folder.Path, "small"));
        Assert.Equal(["arrow", "ring"], model.Card.Classes);
        Assert.Equal(2, model.Card.NullClass);
        Assert.NotNull(model.JudgePath);
        Assert.Equal(3, (int)model.Card.Training!["unet"]!["steps"]!);
        Assert.Equal(12, (int)model.Card.Training!["unet"]!["images"]!);
        Assert.Equal("trainer train unet --out unet", (string)model.Card.Training!["unet"]!["commands"]![0]!);
        Assert.Equal(10, model.Card.Training!["classifier"]!["accuracy"]!.AsArray().Count);
    }

    [Fact]
    public void Write_RunOfAnotherTask_IsRefused()
    {
        var runs = Train();
        var error = Assert.Throws<TrainerException>(() => ModelExport.Write(runs with { Classifier = runs.Judge }, Path.Combine(folder.Path, "m"), "m"));
        Assert.Contains("but a Classifier is wanted", error.Message);
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

    private string Run(TrainingTask task) => Path.Combine(folder.Path, $"{task}".ToLowerInvariant());

    /// <summary>With large steps, so that what starts at zero is not zero any more.</summary>
    private TrainingSettings Settings(TrainingTask task) =>
        (task == TrainingTask.Unet ? TestRuns.Unet(images) : TestRuns.Classifier(images)) with { Task = task, Steps = 3, WarmupSteps = 1, LearningRate = 0.01 };
}
