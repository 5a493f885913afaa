using Diffusion.Trainer.Commands;
using Diffusion.Trainer.Loops;
using Diffusion.Trainer.Tests.Loops;

namespace Diffusion.Trainer.Tests.Commands;

public sealed class ResumedSettingsTests
{
    [Fact]
    public void RequireSame_OnlyMoreSteps_Passes()
    {
        var recorded = TestRuns.Unet(TestImages.Create());
        ResumedSettings.RequireSame(recorded, recorded with { Steps = 99, LogEvery = 1, CheckpointEvery = 7, DataThreads = 3 });
    }

    [Fact]
    public void RequireSame_ReplicasAndBatchDiffer_NamesBoth()
    {
        var recorded = TestRuns.Unet(TestImages.Create());
        var error = Assert.Throws<TrainerException>(() => ResumedSettings.RequireSame(recorded, recorded with { Replicas = 1, BatchSize = 8 }));
        Assert.Contains("replicas is 1, but the run was started with 2.", error.Message);
        Assert.Contains("batchSize is 8, but the run was started with 4.", error.Message);
    }

    [Fact]
    public void RequireSame_OtherCrop_IsRefused()
    {
        var recorded = TestRuns.Unet(TestImages.Create());
        var error = Assert.Throws<TrainerException>(() => ResumedSettings.RequireSame(recorded, recorded with { Crop = "random" }, exact: false));
        Assert.Contains("crop is \"random\", but the run was started with \"none\".", error.Message);
    }

    [Fact]
    public void RequireSame_NetworkDiffers_IsRefused()
    {
        var recorded = TestRuns.Unet(TestImages.Create());
        Assert.Throws<TrainerException>(() => ResumedSettings.RequireSame(recorded, recorded with { Unet = recorded.Unet! with { ModelChannels = 64 } }));
    }

    [Fact]
    public void RequireSame_InexactResume_LetsReplicasDifferButNotTheBatch()
    {
        var recorded = TestRuns.Unet(TestImages.Create());
        ResumedSettings.RequireSame(recorded, recorded with { Replicas = 1, Threads = 2, LearningRate = 0.5, RateSchedule = "linear", FinalRateShare = 0.5, LabelDropout = 0.5, Teacher = new(), ScoreWeight = 2, EmaStart = 0.5, EmaEnd = 0.5 }, exact: false);
        Assert.Throws<TrainerException>(() => ResumedSettings.RequireSame(recorded, recorded with { BatchSize = 8 }, exact: false));
    }

    [Fact]
    public void RequireTask_AnotherTask_SaysHowToResume()
    {
        var recorded = TestRuns.Unet(TestImages.Create()) with { Preset = "tiny" };
        ResumedSettings.RequireTask("run", recorded, TrainingTask.Unet, preset: null);
        ResumedSettings.RequireTask("run", recorded, TrainingTask.Unet, "tiny");
        Assert.Contains("`train unet --resume`", Assert.Throws<TrainerException>(() => ResumedSettings.RequireTask("run", recorded, TrainingTask.Classifier, null)).Message);
        Assert.Contains("begun with tiny", Assert.Throws<TrainerException>(() => ResumedSettings.RequireTask("run", recorded, TrainingTask.Unet, "shapes32")).Message);
        recorded = TestRuns.Classifier(TestImages.Create()) with { Task = TrainingTask.Judge };
        Assert.Contains("`train classifier --clean --resume`", Assert.Throws<TrainerException>(() => ResumedSettings.RequireTask("run", recorded, TrainingTask.Classifier, null)).Message);
    }
}
