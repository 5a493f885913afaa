using Diffusion.Networks;
using Diffusion.Sampling;
using Diffusion.Trainer.Datasets.Attributes;
using Diffusion.Trainer.Objectives;
using Diffusion.Trainer.Optimization;
using Diffusion.Trainer.Timesteps;

namespace Diffusion.Trainer.Loops;

/// <summary>Finds what is wrong with settings before anything is made.</summary>
public static class TrainingSettingsCheck
{
    /// <exception cref="TrainerException">Lists all problems.</exception>
    public static void Require(TrainingSettings settings)
    {
        var problems = Problems(settings).ToList();
        if (problems.Count > 0)
        {
            throw new TrainerException(string.Join('\n', problems));
        }
    }

    private static IEnumerable<string> Problems(TrainingSettings settings)
    {
        if (settings.Steps < 1)
        {
            yield return $"--steps is {settings.Steps}. Set it to 1 or more.";
        }

        if (settings.Replicas < 1 || settings.BatchSize < 1 || settings.BatchSize % Math.Max(1, settings.Replicas) != 0)
        {
            yield return $"--batch is {settings.BatchSize} and --replicas is {settings.Replicas}. Set both to 1 or more, and the batch to a multiple of the replicas.";
        }

        if (settings.Microbatch < 0)
        {
            yield return $"--microbatch is {settings.Microbatch}. Set it to 1 or more, or to 0 for a replica's whole part of the batch.";
        }

        if (!TrainingPrecision.Types.TryFind(settings.Precision, out _, out var precision))
        {
            yield return precision;
        }

        if (settings.Device == TrainingDevice.Cuda && settings.Replicas > 1)
        {
            yield return $"--replicas is {settings.Replicas}, which is for the cores of a CPU. Leave it out with --device cuda; --microbatch saves memory.";
        }

        if (settings.Threads < 1)
        {
            yield return $"--threads is {settings.Threads}. Set it to 1 or more.";
        }

        if (settings.DataThreads < 0)
        {
            yield return $"--data-threads is {settings.DataThreads}. Set it to 0 or more.";
        }

        if (settings.LabelDropout is not (>= 0 and <= 1))
        {
            yield return $"--label-dropout is {settings.LabelDropout}. Set it from 0 to 1.";
        }

        if (settings.Teacher is not null && !settings.Task.SeesNoise())
        {
            yield return "--teacher is for a UNet or a classifier of noisy images. Leave it out.";
        }

        if (settings is { Teacher: not null, Task: TrainingTask.Classifier } && (settings.Microbatch % 2 != 0 || settings.BatchSize % (2 * Math.Max(1, settings.Replicas)) != 0))
        {
            yield return $"--batch is {settings.BatchSize}, --replicas is {settings.Replicas} and --microbatch is {settings.Microbatch}, but a classifier with a --teacher learns from pairs of examples. Give each replica and microbatch an even number.";
        }

        if (settings is { Teacher: not null, Task: TrainingTask.Unet, LabelDropout: 0 })
        {
            yield return "--teacher gives a UNet its targets where the label is dropped, but --label-dropout is 0. Set it above 0, or leave the teacher out.";
        }

        foreach (var problem in (settings.Unet?.Problems() ?? []).Concat(settings.Encoder?.Problems() ?? []))
        {
            yield return problem;
        }

        if (settings.Beta1 is not (>= 0 and < 1) || settings.Beta2 is not (>= 0 and < 1) || !(settings.AdamEpsilon > 0))
        {
            yield return $"--beta1 is {settings.Beta1}, --beta2 is {settings.Beta2} and --adam-epsilon is {settings.AdamEpsilon}. Set the betas from 0 to below 1, and epsilon above 0.";
        }

        foreach (var problem in Labels(settings))
        {
            yield return problem;
        }

        foreach (var problem in Attributes(settings))
        {
            yield return problem;
        }

        foreach (var problem in Small(settings))
        {
            yield return problem;
        }

        if (!(settings.ScoreWeight > 0 && double.IsFinite(settings.ScoreWeight)))
        {
            yield return $"--score-weight is {settings.ScoreWeight}. Set it above 0.";
        }

        if (!(settings.LearningRate > 0))
        {
            yield return $"--learning-rate is {settings.LearningRate}. Set it above 0.";
        }

        if (settings.FinalRateShare is not (>= 0 and <= 1))
        {
            yield return $"--final-rate-share is {settings.FinalRateShare}. Set it from 0 to 1.";
        }

        if (settings.EmaEnd is not (>= 0 and < 1))
        {
            yield return $"--ema-decay is {settings.EmaEnd}. Set it from 0 to below 1.";
        }

        foreach (var rate in settings.EmaRates.Where(rate => rate is not (>= 0 and < 1)))
        {
            yield return $"--ema-rates has {rate}. Set each from 0 to below 1.";
        }

        foreach (var length in settings.EmaLengths.Where(length => !(length > 0 && length <= PowerDecay.LargestLength)))
        {
            yield return $"--ema-lengths has {length}. Set each above 0, and to {PowerDecay.LargestLength:F3} at most, which is the mean of all steps.";
        }

        if (settings.EmaRates.Distinct().Count() + settings.EmaLengths.Distinct().Count() != settings.EmaRates.Count + settings.EmaLengths.Count)
        {
            yield return "--ema-rates or --ema-lengths names one twice. Name each once.";
        }

        if (settings.SnapshotEvery < 0 || (settings.SnapshotEvery > 0) != (settings.EmaLengths.Count > 0))
        {
            yield return $"--snapshot-every is {settings.SnapshotEvery} with {settings.EmaLengths.Count} --ema-lengths. Give both, or neither.";
        }

        if (settings.CheckpointEvery < 1 || settings.LogEvery < 1)
        {
            yield return $"--checkpoint-every is {settings.CheckpointEvery} and --log-every is {settings.LogEvery}. Set both to 1 or more.";
        }

        if (settings.SamplesEvery < 0 || (settings.SamplesEvery > 0 && settings is not { Task: TrainingTask.Unet, LowResolution: null }))
        {
            yield return $"--samples-every is {settings.SamplesEvery}. Set it to 0 or more for a UNet that makes pictures from nothing, and leave it out with any other.";
        }

        if (settings.Timesteps < 1)
        {
            yield return $"--timesteps is {settings.Timesteps}. Set it to 1 or more.";
        }

        if (!NoiseSchedules.Table.TryFind(settings.Schedule, out _, out var schedule))
        {
            yield return schedule;
        }

        if (!SamplingChoices.Predictions.TryFind(settings.Prediction, out _, out var prediction))
        {
            yield return prediction;
        }

        var hasVariance = SamplingChoices.Variances.TryFind(settings.Variance, out var variance, out var unknownVariance);
        if (!hasVariance)
        {
            yield return unknownVariance!;
        }

        if (!RateKinds.Table.TryFind(settings.RateSchedule, out _, out var rates))
        {
            yield return rates;
        }

        if (!TimestepSamplers.Table.TryFind(settings.TimestepSampler, out _, out var sampler))
        {
            yield return sampler;
        }

        if (!(settings.LogNormalDeviation > 0 && double.IsFinite(settings.LogNormalDeviation) && double.IsFinite(settings.LogNormalMean)))
        {
            yield return $"--log-normal-mean is {settings.LogNormalMean} and --log-normal-deviation is {settings.LogNormalDeviation}. Set the deviation above 0.";
        }
        else if (settings.TimestepSampler != TimestepSamplers.LogNormal && (settings.LogNormalMean, settings.LogNormalDeviation) != (new TrainingSettings().LogNormalMean, new TrainingSettings().LogNormalDeviation))
        {
            yield return $"--log-normal-mean and --log-normal-deviation are for --timestep-sampler {TimestepSamplers.LogNormal}, but it is {settings.TimestepSampler}. Leave them out.";
        }

        if (settings.MinSnrGamma is not (null or > 0 and < double.PositiveInfinity))
        {
            yield return $"--min-snr-gamma is {settings.MinSnrGamma}. Set it above 0; 5 is usual.";
        }
        else if (settings.MinSnrGamma is not null && settings.Prediction == "previousX")
        {
            yield return "--min-snr-gamma weighs a squared error of ε, x₀ or v, but --prediction is previousX. Leave one of them out.";
        }

        foreach (var problem in UnetAlone(settings))
        {
            yield return problem;
        }

        if (!LossKinds.Table.TryFind(settings.Loss, out var loss, out var unknownLoss))
        {
            yield return unknownLoss;
        }
        else if (loss == LossKind.RescaledMse && hasVariance && !variance.IsLearned())
        {
            yield return $"--loss is {settings.Loss}, which scales the bound of a learned variance, but --variance is {settings.Variance}. Add --variance learnedRange, or use mse.";
        }
        else if (loss.IsBound() && settings.MinSnrGamma is not null)
        {
            yield return $"--loss is {settings.Loss}, which has no squared error that --min-snr-gamma could weigh. Use mse or rescaledMse, or leave it out.";
        }
        else if (loss.IsBound() && settings is { Teacher: not null, Task: TrainingTask.Unet })
        {
            yield return $"--loss is {settings.Loss}, which has no targets that a --teacher could give. Use mse or rescaledMse, or leave the teacher out.";
        }
    }

    /// <summary>A network has a place for each label, and one for the null class where labels are dropped.</summary>
    private static IEnumerable<string> Labels(TrainingSettings settings)
    {
        var labels = settings.Classes.Count + (settings.NullClass is null ? 0 : 1);
        if (settings.Unet is { } unet && unet.NumClasses != labels && (unet.NumClasses is not null || settings.NullClass is not null))
        {
            yield return settings.NullClass is not null
                ? $"--label-dropout is {settings.LabelDropout}, but the UNet has {unet.NumClasses ?? 0} labels, none of them a null class beside the {settings.Classes.Count} classes. Set it to 0 as the run was begun, or begin a new run with it; --begin-with keeps the weights."
                : $"The UNet has {unet.NumClasses} labels, but there are {settings.Classes.Count} classes and --label-dropout is 0. Set --label-dropout above 0 where it was trained with a null class.";
        }

        if (settings.Task != TrainingTask.Attributes && settings.Encoder is { } encoder && encoder.OutChannels != settings.Classes.Count)
        {
            yield return $"The classifier tells {encoder.OutChannels} classes apart, but there are {settings.Classes.Count}. Begin a new run for other classes.";
        }
    }

    private static IEnumerable<string> Attributes(TrainingSettings settings)
    {
        if (settings.Task != TrainingTask.Attributes)
        {
            yield break;
        }

        if (settings.Attributes.Count == 0)
        {
            yield return $"Nothing is known of the pictures that a network of attributes could learn. Write {AttributesFile.Name} beside the class folders, as `dataset shapes` does, of the pictures as they are: leave --size and --crop out.";
        }

        if (settings.Encoder is { } encoder && encoder.OutChannels != settings.Attributes.Count)
        {
            yield return $"The network tells {encoder.OutChannels} attributes, but there are {settings.Attributes.Count}. Begin a new run for other attributes.";
        }

        if (settings.Flip)
        {
            yield return "--flip changes what attributes such as places and angles are. Leave it out.";
        }
    }

    private static IEnumerable<string> Small(TrainingSettings settings)
    {
        if (settings.LowResolution is not { } low)
        {
            yield break;
        }

        if (settings.Task != TrainingTask.Unet || settings.Teacher is not null)
        {
            yield return "--small-size is for a UNet without a --teacher. Leave one of them out.";
        }

        if (low.Size < 2 || low.Size >= settings.ImageSize || settings.ImageSize % low.Size != 0)
        {
            yield return $"--small-size is {low.Size}, but the pictures are {settings.ImageSize} pixels wide. Set it to a divisor of that, 2 or more.";
        }

        if (low.NoiseTimesteps < 0 || low.NoiseTimesteps > settings.Timesteps)
        {
            yield return $"--small-noise is {low.NoiseTimesteps}. Set it from 0 to {settings.Timesteps}, the schedule's timesteps.";
        }

        if (low.BlurShare is not (>= 0 and <= 1))
        {
            yield return $"--small-blur is {low.BlurShare}. Set it from 0 to 1.";
        }
    }

    /// <summary>What says how a UNet learns would change nothing of a classifier.</summary>
    private static IEnumerable<string> UnetAlone(TrainingSettings settings)
    {
        var untouched = new TrainingSettings();
        (string Option, string Value, string Default)[] options =
        [
            ("--prediction", settings.Prediction, untouched.Prediction),
            ("--variance", settings.Variance, untouched.Variance),
            ("--loss", settings.Loss, untouched.Loss),
            ("--min-snr-gamma", $"{settings.MinSnrGamma}", ""),
            ("--label-dropout", $"{settings.LabelDropout}", $"{untouched.LabelDropout}"),
        ];
        return options
            .Where(option => settings.Task != TrainingTask.Unet && option.Value != option.Default)
            .Select(option => $"{option.Option} is {option.Value}, which is for a UNet. Leave it out.");
    }
}
