using Diffusion.Trainer.Batches;
using Diffusion.Trainer.Datasets;
using Diffusion.Trainer.Export;
using Diffusion.Trainer.Loops;
using Diffusion.Trainer.Objectives;
using Diffusion.Trainer.Tests.Loops;
using static TorchSharp.torch;

namespace Diffusion.Trainer.Tests.Objectives;

public sealed class TeacherTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly ImageSet images = TestImages.Create();

    private string UnetRun => Path.Combine(folder.Path, "unet");

    [Fact]
    public void UnetLoss_LabelsDropped_AsksTheTeacherWithTheTrueLabels()
    {
        Train(TestRuns.Unet(images) with { Steps = 100, LearningRate = 5e-3 });
        var settings = TestRuns.Unet(images) with { LabelDropout = 0.5, Teacher = TeacherReference.Of(UnetRun) };
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        using var parameters = TrainedNetwork.Load(UnetRun, TrainingTask.Unet).ToStore();
        var builder = new TorchNetworkBuilder(parameters);
        var batch = TestRuns.Batch(settings, images);
        var taught = UnetObjective.Of(settings).Losses(builder, batch).data<float>().ToArray();
        var alone = UnetObjective.Of(settings with { Teacher = null }).Losses(builder, batch).data<float>().ToArray();

        var expected = LabelledAgainstUnlabelled(settings, batch);
        for (var i = 0; i < batch.Count; i++)
        {
            var dropped = batch.NetworkLabels[i] != batch.Labels[i];
            Assert.Equal(dropped ? expected[i] : alone[i], taught[i], tolerance: 1e-5);
            Assert.True(!dropped || taught[i] < 0.5 * alone[i], "What the teacher says is much nearer than the noise itself.");
        }
    }

    [Fact]
    public void UnetLoss_X0Predicted_LeavesTheCleanImagesToTheBound()
    {
        Train(TestRuns.Unet(images) with { Prediction = "x0", Steps = 20 });
        var settings = TestRuns.Unet(images) with { Prediction = "x0", Variance = "learnedRange", LabelDropout = 1, Teacher = TeacherReference.Of(UnetRun) };
        settings = settings with { Unet = settings.Unet! with { OutChannels = 6 } };
        using var scope = NewDisposeScope();
        using var parameters = new ParameterStore(seed: 3);
        var builder = new TorchNetworkBuilder(parameters);
        var batch = TestRuns.Batch(settings, images);

        var taught = UnetObjective.Of(settings).Terms(builder, batch).Vb!.data<float>().ToArray();
        Assert.Equal(UnetObjective.Of(settings with { Teacher = null }).Terms(builder, batch).Vb!.data<float>().ToArray(), taught);
    }

    [Fact]
    public void Start_ClassifierWithATeacherAndOddParts_IsRefused()
    {
        var settings = TestRuns.Classifier(images) with { Teacher = new TeacherReference(), Microbatch = 1 };
        var error = Assert.Throws<TrainerException>(() => TrainingSession.Start(Path.Combine(folder.Path, "run"), settings, images, "a"));
        Assert.Contains("even number", error.Message);
    }

    [Fact]
    public void Start_UnetWithATeacherButNoDroppedLabels_IsRefused()
    {
        var settings = TestRuns.Unet(images) with { LabelDropout = 0, Teacher = new TeacherReference() };
        var error = Assert.Throws<TrainerException>(() => TrainingSession.Start(Path.Combine(folder.Path, "run"), settings, images, "a"));
        Assert.Contains("--label-dropout is 0", error.Message);
    }

    [Fact]
    public void Load_UnetTrainedOn_IsRefused()
    {
        Train(TestRuns.Unet(images));
        var settings = TestRuns.Classifier(images) with { Teacher = TeacherReference.Of(UnetRun) };
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
        Train(unet with { Unet = unet.Unet! with { NumClasses = 2 }, Steps = 1 });

        var error = Assert.Throws<TrainerException>(() => Teacher.Load(TestRuns.Classifier(images) with { Teacher = TeacherReference.Of(UnetRun) }));
        Assert.Contains("without label dropout", error.Message);
        Assert.Contains("schedule linear", error.Message);
    }

    [Fact]
    public void Load_UnetOfAnotherPrediction_CannotTeachAUnet()
    {
        Train(TestRuns.Unet(images) with { Prediction = "epsilon", Steps = 1 });
        var error = Assert.Throws<TrainerException>(() => Teacher.Load(TestRuns.Unet(images) with { Teacher = TeacherReference.Of(UnetRun) }));
        Assert.Contains("predicts epsilon", error.Message);
    }

    [Fact]
    public void Load_UnetThatEnlarges_CannotTeach()
    {
        Train(TestRuns.Unet(images) with { LowResolution = new LowResolutionSettings { Size = images.Size / 2 }, Steps = 1 });
        var error = Assert.Throws<TrainerException>(() => Teacher.Load(TestRuns.Unet(images) with { Teacher = TeacherReference.Of(UnetRun) }));
        Assert.Contains("enlarges pictures", error.Message);
    }

    [Fact]
    public void Start_JudgeWithATeacher_ListsWhatIsWrong()
    {
        var settings = TestRuns.Classifier(images) with { Task = TrainingTask.Judge, Teacher = new TeacherReference(), ScoreWeight = 0 };
        var error = Assert.Throws<TrainerException>(() => TrainingSession.Start(Path.Combine(folder.Path, "run"), settings, images, "a"));
        Assert.Contains("--teacher", error.Message);
        Assert.Contains("--score-weight is 0", error.Message);
    }

    public void Dispose() => folder.Dispose();

    /// <summary>What a network with the teacher's weights is off by where it is not told the label [N].</summary>
    private static float[] LabelledAgainstUnlabelled(TrainingSettings settings, TrainingBatch batch)
    {
        var teacher = Teacher.Load(settings)!;
        var (x0, eps) = BatchTensors.Of(batch, settings.Channels, settings.ImageSize, CPU);
        var (noisy, times) = (teacher.Equations.Diffuse(x0, eps, batch.Timesteps), teacher.Equations.NetworkTimes(batch.Timesteps));
        var labelled = teacher.Predict(noisy, times, tensor(batch.Labels, [batch.Count]));
        return PerImage.SquaredError(teacher.PredictUnlabelled(noisy, times), labelled).data<float>().ToArray();
    }

    private void Train(TrainingSettings settings) => TestRuns.Train(UnetRun, settings, images);
}
