using Diffusion.Networks;
using Diffusion.Sampling;

namespace Diffusion.Trainer.Loops;

/// <summary>The settings that a run begins from; options on the command line change single ones.</summary>
public static class Presets
{
    /// <summary>Name ─► settings of a task. Classes and sizes are filled in from the data set.</summary>
    public static NamedChoices<Func<TrainingTask, TrainingSettings>> Table { get; } = new(
        "preset",
        ("shapes32", Shapes32),
        ("tiny", Tiny));

    /// <summary>32 × 32 pictures on a CPU: 1.1 million parameters in the UNet, which learns its variance beside v, as the model that ships does.</summary>
    private static TrainingSettings Shapes32(TrainingTask task) => task == TrainingTask.Unet
        ? new TrainingSettings
        {
            Task = task,
            Preset = "shapes32",
            Steps = 60_000,
            Replicas = 2,
            LabelDropout = 0.15,
            Variance = "learnedRange",
            Loss = "rescaledMse",
            Unet = new UNetConfiguration
            {
                ImageSize = 32,
                ModelChannels = 32,
                OutChannels = 6,
                ChannelMult = [1, 2, 2],
                NumResBlocks = 1,
                AttentionResolutions = [4],
                NumHeadChannels = 32,
                UseScaleShiftNorm = true,

                // Plain resampling without convolutions of its own costs 1.6 times less a step than residual resampling, and on a CPU steps are what is short.
                ConvResample = false,
            },
        }
        : new TrainingSettings
        {
            Task = task,
            Preset = "shapes32",
            Steps = 4_000,
            WeightDecay = 0.05,
            HoldOutEvery = 10,
            Seed = task switch { TrainingTask.Judge => 1_000_003, TrainingTask.Attributes => 1_000_033, _ => 0UL },
            Encoder = new EncoderUNetConfiguration
            {
                ImageSize = 32,
                ModelChannels = 32,
                OutChannels = 10,
                ChannelMult = [1, 2, 2],
                NumResBlocks = 1,
                AttentionResolutions = [4],
                NumHeadChannels = 32,
                UseScaleShiftNorm = true,
                ConvResample = false,
                Pool = "attention",
            },
        };

    /// <summary>The smallest networks that have every part: for tests and for trying the commands out.</summary>
    private static TrainingSettings Tiny(TrainingTask task) => task == TrainingTask.Unet
        ? new TrainingSettings
        {
            Task = task,
            Preset = "tiny",
            Steps = 20,
            BatchSize = 4,
            WarmupSteps = 5,
            CheckpointEvery = 10,
            LogEvery = 5,
            LabelDropout = 0.15,
            Unet = new UNetConfiguration
            {
                ImageSize = 32,
                ModelChannels = 32,
                ChannelMult = [1, 1],
                NumResBlocks = 1,
                AttentionResolutions = [2],
                NumHeadChannels = 32,
                UseScaleShiftNorm = true,
                ResblockUpdown = true,
            },
        }
        : new TrainingSettings
        {
            Task = task,
            Preset = "tiny",
            Steps = 20,
            BatchSize = 4,
            WarmupSteps = 5,
            CheckpointEvery = 10,
            LogEvery = 5,
            HoldOutEvery = 4,
            Encoder = new EncoderUNetConfiguration
            {
                ImageSize = 32,
                ModelChannels = 32,
                OutChannels = 10,
                ChannelMult = [1, 1],
                NumResBlocks = 1,
                AttentionResolutions = [2],
                NumHeadChannels = 32,
                UseScaleShiftNorm = true,
                ResblockUpdown = true,
                Pool = "attention",
            },
        };
}
