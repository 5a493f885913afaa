using Diffusion.Networks;
using Diffusion.Trainer.Batches;
using Diffusion.Trainer.Datasets;
using Diffusion.Trainer.Loops;
using Diffusion.Trainer.Objectives;
using Diffusion.Trainer.Reports;
using Diffusion.Trainer.Timesteps;

namespace Diffusion.Trainer.Tests.Loops;

/// <summary>Small runs over <see cref="TestImages"/>.</summary>
public static class TestRuns
{
    public static TrainingSettings Unet(ImageSet images) => new()
    {
        Task = TrainingTask.Unet,
        Classes = images.Classes,
        ImageSize = images.Size,
        DataHash = images.Hash,
        Steps = 6,
        BatchSize = 4,
        WarmupSteps = 2,
        CheckpointEvery = 100,
        LogEvery = 2,
        LabelDropout = 0.2,
        Replicas = 2,
        Unet = new UNetConfiguration
        {
            ImageSize = images.Size,
            ModelChannels = 32,
            ChannelMult = [1],
            NumResBlocks = 1,
            NumClasses = 3,
            UseScaleShiftNorm = true,
            Dropout = 0.1f,
        },
    };

    public static TrainingSettings Classifier(ImageSet images) => new()
    {
        Task = TrainingTask.Classifier,
        Classes = images.Classes,
        ImageSize = images.Size,
        DataHash = images.Hash,
        HoldOutEvery = 4,
        Steps = 4,
        BatchSize = 4,
        WarmupSteps = 2,
        LogEvery = 2,
        Encoder = new EncoderUNetConfiguration
        {
            ImageSize = images.Size,
            ModelChannels = 32,
            OutChannels = 2,
            ChannelMult = [1],
            NumResBlocks = 1,
            NumHeadChannels = 32,
            Pool = "attention",
        },
    };

    public static TrainingSettings Attributes(ImageSet images)
    {
        var settings = Classifier(images);
        var scales = AttributeScale.Of(images.Attributes.Value!);
        return settings with { Task = TrainingTask.Attributes, Attributes = scales, AttributesHash = images.Attributes.Value!.Hash(), Encoder = settings.Encoder! with { OutChannels = scales.Count } };
    }

    /// <summary>A run from its beginning to its end, in a folder.</summary>
    public static void Train(string run, TrainingSettings settings, ImageSet images)
    {
        using var session = TrainingSession.Start(run, settings, images, "a");
        Train(session);
    }

    /// <summary>Every picture once, as the first batch of a run with other noise.</summary>
    public static TrainingBatch Batch(TrainingSettings settings, ImageSet images) => new BatchSource(
        images,
        [.. Enumerable.Range(0, images.Count)],
        new UniformTimesteps(settings.Timesteps),
        new BatchOptions(77, images.Count, settings.LabelDropout, settings.NullClass, Flip: false)).At(0);

    /// <summary>Trains to the end, or until <paramref name="stopAfter"/> lines of metrics.</summary>
    public static void Train(TrainingSession session, int stopAfter = int.MaxValue)
    {
        using var stop = new CancellationTokenSource();
        session.Train(new Stopper(stop, stopAfter), stop.Token);
    }

    private sealed class Stopper(CancellationTokenSource stop, int lines) : ITrainingReport
    {
        private int seen;

        public void Metrics(StepMetrics metrics)
        {
            if (++seen >= lines)
            {
                stop.Cancel();
            }
        }
    }
}
