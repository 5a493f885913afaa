using System.CommandLine;
using System.CommandLine.Parsing;
using Diffusion.Sampling;
using Diffusion.Trainer.Loops;
using Diffusion.Trainer.Objectives;
using Diffusion.Trainer.Optimization;
using Diffusion.Trainer.Timesteps;

namespace Diffusion.Trainer.Commands;

/// <summary>The options that change single settings. Each acts only if it was given, so that a preset or a checkpoint decides the rest.</summary>
public sealed partial class TrainOptions
{
    private readonly List<(Option Option, Func<TrainingSettings, ParseResult, TrainingSettings> Apply)> options = [];

    public TrainOptions()
    {
        Add<int>("--steps", "Steps in all; more of them on a resume make the run longer.", (s, v) => s with { Steps = v });
        Add<int>("--batch", "Images a step.", (s, v) => s with { BatchSize = v });
        Add<int>("--replicas", "Copies of the network, each with a part of the batch on its own thread.", (s, v) => s with { Replicas = v });
        Add<int>("--threads", "libtorch threads of each replica.", (s, v) => s with { Threads = v });
        Add<int>("--microbatch", "Images that a replica computes at once, to save memory; 0: its whole part of the batch.", (s, v) => s with { Microbatch = v });
        Add<string>("--precision", $"What convolutions and attention are computed in: {string.Join(", ", TrainingPrecision.Table.Names)} (bfloat16 on GPUs that have it, else float32).", (s, v) => s with { Precision = v });
        Add<string>("--device", $"Where to train: {string.Join(", ", TrainingDevice.Table.Names)} (CUDA where it can be used).", (s, v) => s with { Device = v });
        Add<int>("--data-threads", "Threads that make batches ahead; 0: none. Any number gives the same batches.", (s, v) => s with { DataThreads = v });
        Add<ulong>("--seed", "Weights, order, noise and dropout follow from it.", (s, v) => s with { Seed = v });
        Add<double>("--learning-rate", "Peak of the learning rate.", (s, v) => s with { LearningRate = v });
        Add<string>("--rate-schedule", $"How the learning rate falls after its warm-up: {string.Join(", ", RateKinds.Table.Names)}.", (s, v) => s with { RateSchedule = v });
        Add<double>("--final-rate-share", "What is left of the learning rate at the end, where it falls, from 0 to 1.", (s, v) => s with { FinalRateShare = v });
        Add<int>("--warmup", "Steps until the peak.", (s, v) => s with { WarmupSteps = v });
        Add<double>("--weight-decay", "Decoupled weight decay.", (s, v) => s with { WeightDecay = v });
        Add<double>("--gradient-clip", "Largest norm of the gradient; 0: no limit.", (s, v) => s with { GradientClip = v });
        Add<double>("--ema-decay", "Decay of the weights' moving average, in [0, 1): from the beginning to the end.", (s, v) => s with { EmaStart = v, EmaEnd = v });
        Add<double[]>("--ema-rates", "Decays of further averages, each in [0, 1); `ema select` takes one of them.", (s, v) => s with { EmaRates = v });
        Add<double[]>("--ema-lengths", "Relative lengths of power-function averages, for instance 0.05 0.1, from which `ema select` makes any other.", (s, v) => s with { EmaLengths = v });
        Add<int>("--snapshot-every", "Steps from one snapshot of those to the next; a hundredth of the training is plenty.", (s, v) => s with { SnapshotEvery = v });
        Add<string>("--prediction", $"What a UNet predicts: {string.Join(", ", SamplingChoices.Predictions.Names)} (this for chains of all timesteps alone).", (s, v) => s with { Prediction = v });
        Add<string>("--variance", $"Where a UNet's variance comes from: {string.Join(", ", SamplingChoices.Variances.Names)} (learned for chains of all timesteps alone).", (s, v) => s with { Variance = v });
        Add<string>("--loss", $"What a UNet minimizes: {string.Join(", ", LossKinds.Table.Names)}.", (s, v) => s with { Loss = v });
        Add<string>("--schedule", $"Noise schedule: {string.Join(", ", NoiseSchedules.Table.Names)}.", (s, v) => s with { Schedule = v });
        Add<int>("--timesteps", "Steps of the noise schedule.", (s, v) => s with { Timesteps = v });
        Add<string>("--timestep-sampler", $"Which timesteps are trained on: {string.Join(", ", TimestepSamplers.Table.Names)}.", (s, v) => s with { TimestepSampler = v });
        Add<double>("--log-normal-mean", "Mean of ln σ, where timesteps are logNormal.", (s, v) => s with { LogNormalMean = v });
        Add<double>("--log-normal-deviation", "Standard deviation of ln σ, where timesteps are logNormal.", (s, v) => s with { LogNormalDeviation = v });
        Add<double>("--min-snr-gamma", "γ: noise levels whose signal-to-noise ratio is above it weigh less in the squared error; 5 is usual.", (s, v) => s with { MinSnrGamma = v });
        Add<int>("--small-size", "Train a super-resolution UNet that sees each picture made this small; the pictures' size is a multiple.", (s, v) => s with { LowResolution = Small(s) with { Size = v } });
        Add<int>("--small-noise", "S: the small picture is noised to a timestep below S, and the UNet is told how far.", (s, v) => s with { LowResolution = Small(s) with { NoiseTimesteps = v } });
        Add<double>("--small-blur", "Probability that the small picture is blurred a little; 0.5 is usual above 128 pixels.", (s, v) => s with { LowResolution = Small(s) with { BlurShare = v } });
        Add<double>("--label-dropout", "Probability that a UNet is not told an image's label.", (s, v) => s with { LabelDropout = v });
        Add<string>("--teacher", "Run or exported model of a UNet: its labelled predictions are a UNet's targets where the label is dropped; a classifier's gradient is matched with its scores.", (s, v) => s with { Teacher = TeacherReference.Of(v) });
        Add<double>("--score-weight", "Weight of the matched scores beside a classifier's cross-entropy.", (s, v) => s with { ScoreWeight = v });
        Add<bool>("--flip", "Mirror each image with probability 1/2.", (s, v) => s with { Flip = v });
        Add<int>("--checkpoint-every", "Steps from checkpoint to checkpoint.", (s, v) => s with { CheckpointEvery = v });
        Add<int>("--samples-every", "Steps from one sheet of a UNet's samples to the next, each made at the checkpoint then or after; 0: none.", (s, v) => s with { SamplesEvery = v });
        Add<int>("--log-every", "Steps from one line of metrics to the next.", (s, v) => s with { LogEvery = v });
        Add<double>("--beta1", "Decay of AdamW's first moment.", (s, v) => s with { Beta1 = v });
        Add<double>("--beta2", "Decay of its second moment; guided-diffusion's is 0.999.", (s, v) => s with { Beta2 = v });
        Add<double>("--adam-epsilon", "What AdamW adds to the second moment's root.", (s, v) => s with { AdamEpsilon = v });
        AddNetworkOptions();
    }

    public void AddTo(Command command)
    {
        foreach (var (option, _) in options)
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The settings with every given option applied.</summary>
    public TrainingSettings Apply(TrainingSettings settings, ParseResult result) => options
        .Where(entry => result.GetResult(entry.Option) is OptionResult { Implicit: false })
        .Aggregate(settings, (changed, entry) => entry.Apply(changed, result));

    private static LowResolutionSettings Small(TrainingSettings settings) => settings.LowResolution ?? new LowResolutionSettings();

    private void Add<T>(string name, string description, Func<TrainingSettings, T, TrainingSettings> apply)
    {
        var option = new Option<T>(name) { Description = description, AllowMultipleArgumentsPerToken = typeof(T).IsArray };
        options.Add((option, (settings, result) => apply(settings, result.GetValue(option)!)));
    }
}
