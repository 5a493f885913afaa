using Diffusion.Trainer.Batches;
using Diffusion.Trainer.Datasets;
using Diffusion.Trainer.Export;
using Diffusion.Trainer.Loops;
using Diffusion.Trainer.Objectives;
using Diffusion.Trainer.Tests.Loops;
using Diffusion.Trainer.Timesteps;
using static TorchSharp.torch;

namespace Diffusion.Trainer.Tests.Objectives;

public sealed class TeacherTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly ImageSet images = TestImages.Create();

    private string UnetRun => Path.Combine(folder.Path, "unet");

    [Fact]
    public void UnetLoss_OfTheTeacherItself_IsZeroWhereNoLabelIsDropped()
    {
        Train(TestRuns.Unet(images), "unet");
        var settings = TestRuns.Unet(images) with { LabelDropout = 0, Teacher = TeacherRun.Of(UnetRun) };
        Assert.Equal(0, LossOfTheTeacher(settings), tolerance: 1e-10);
        Assert.True(LossOfTheTeacher(settings with { Teacher = null }) > 0.1, "Against the noise itself a network of six steps is far off.");
    }

    [Fact]
    public void UnetLoss_LabelsDropped_AsksTheTeacherWithTheTrueLabels()
    {
        Train(TestRuns.Unet(images) with { Steps = 100, LearningRate = 5e-3 }, "unet");
        var settings = TestRuns.Unet(images) with { LabelDropout = 1, Teacher = TeacherRun.Of(UnetRun) };
        Assert.True(LossOfTheTeacher(settings) > 1e-6, "Without labels the network cannot say what the teacher says with them.");
    }

    [Fact]
    public void Load_UnetTrainedOn_IsRefused()
    {
        Train(TestRuns.Unet(images), "unet");
        var settings = TestRuns.Classifier(images) with { Teacher = TeacherRun.Of(UnetRun) };
        using (var more = TrainingSession.Resume(UnetRun, TestRuns.Unet(images) with { Steps = 8 }, images, "more"))
        {
            TestRuns.Train(more);
        }

        var error = Assert.Throws<TrainerException>(() => Teacher.Load(settings));
        Assert.Contains("has been trained on", error.Message);
    }

    [Fact]
    public void Load_UnetOfOtherNoiseAndWithoutNullClass_NamesBoth()
    {
        var unet = TestRuns.Unet(images) with { LabelDropout = 0, Schedule = "linear" };
        Train(unet with { Unet = unet.Unet! with { NumClasses = 2 }, Steps = 1 }, "unet");

        var error = Assert.Throws<TrainerException>(() => Teacher.Load(TestRuns.Classifier(images) with { Teacher = TeacherRun.Of(UnetRun) }));
        Assert.Contains("without label dropout", error.Message);
        Assert.Contains("schedule linear", error.Message);
    }

    [Fact]
    public void Load_UnetOfAnotherPrediction_CannotTeachAUnet()
    {
        Train(TestRuns.Unet(images) with { Prediction = "epsilon", Steps = 1 }, "unet");
        var error = Assert.Throws<TrainerException>(() => Teacher.Load(TestRuns.Unet(images) with { Teacher = TeacherRun.Of(UnetRun) }));
        Assert.Contains("predicts epsilon", error.Message);
    }

    [Fact]
    public void Start_JudgeWithATeacher_ListsWhatIsWrong()
    {
        var settings = TestRuns.Classifier(images) with { Task = TrainingTask.Judge, Teacher = new TeacherRun(), ScoreWeight = 0 };
        var error = Assert.Throws<TrainerException>(() => TrainingSession.Start(Path.Combine(folder.Path, "run"), settings, images, "a"));
        Assert.Contains("--teacher", error.Message);
        Assert.Contains("--score-weight is 0", error.Message);
    }

    public void Dispose() => folder.Dispose();

    /// <summary>The loss of a network with the teacher's own weights.</summary>
    private float LossOfTheTeacher(TrainingSettings settings)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        using var parameters = TrainedNetwork.Load(UnetRun, TrainingTask.Unet).ToStore();
        var objective = UnetObjective.Of(settings);
        var batch = new BatchSource(images, [.. Enumerable.Range(0, images.Count)], new UniformTimesteps(settings.Timesteps), new BatchOptions(
            77, images.Count, settings.LabelDropout, settings.NullClass, Flip: false)).At(0);
        return objective.Losses(new TorchNetworkBuilder(parameters), batch).mean().item<float>();
    }

    private void Train(TrainingSettings settings, string run)
    {
        using var session = TrainingSession.Start(Path.Combine(folder.Path, run), settings, images, run);
        TestRuns.Train(session);
    }
}
