namespace Diffusion.Sampling;

/// <summary>Checks options against a model; finds everything that is wrong, not the first.</summary>
internal static class SamplingOptionsCheck
{
    /// <summary>Noise stands for x_{t′} only where no more than this share of the signal's variance is left.</summary>
    public const double LargestAlphaBarOfNoise = 0.05;

    public static void Check(DiffusionModelSettings model, SamplingOptions options, ICollection<string> problems)
    {
        Named(SamplingChoices.Predictions, model.Prediction, problems);
        Named(SamplingChoices.Variances, model.Variance, problems);
        Named(SamplingChoices.Samplers, options.Sampler, problems);
        Named(SamplingChoices.Starts, options.Start, problems);
        Named(SamplingChoices.Thresholding, options.Thresholding, problems);
        Eta(options, problems);
        Percentile(options, problems);
        Ends(model.Schedule, options, problems);
        GuidanceCheck.Check(model.Schedule, options, problems);
    }

    /// <summary>Refuses to start from noise where it does not stand for x_t.</summary>
    /// <param name="schedule">The model's.</param>
    /// <param name="options">What was asked for.</param>
    /// <param name="kept">The chain's places, ascending; empty where a problem was found already.</param>
    /// <param name="problems">Where a problem is added.</param>
    public static void CheckStart(
        NoiseSchedule schedule, SamplingOptions options, IReadOnlyList<KeptTimestep> kept, ICollection<string> problems)
    {
        if (options.Start != StartKind.Noise || options.StartsFromNoiseAnywhere || kept.Count == 0 || kept[^1].Timestep == schedule.Timesteps - 1
            || kept[^1].AlphaBar <= LargestAlphaBarOfNoise)
        {
            return;
        }

        var smallest = SmallestStartOfNoise(schedule);
        var begins = options.StartTimestep is { } start && start < schedule.Timesteps
            ? $"startTimestep is {start}, where"
            : $"{(options.Timesteps is null ? $"steps is '{options.Steps}', which" : "timesteps is a list that")} begins at timestep {kept[^1].Timestep}, where";

        // Trailing spacing alone always keeps the noisiest timestep.
        var trailing = options.Timesteps is null ? $"'trailing{kept.Count}'" : null;
        var keepsItsStart = kept[^1].Timestep == (options.StartTimestep ?? schedule.Timesteps) - 1;
        problems.Add(
            $"{begins} ᾱ is {kept[^1].AlphaBar:0.###}; noise stands for the noised image only where ᾱ is {LargestAlphaBarOfNoise} or less. " +
            (options.StartTimestep is null || kept[^1].Timestep < smallest - 1 && options.StartTimestep >= smallest
                ? $"Keep a timestep of {smallest - 1} or more{(trailing is null ? "" : $", as steps {trailing} does")}, or start from an image or the model's prior."
                : $"Set startTimestep between {smallest} and {schedule.Timesteps}, or leave it out{(trailing is null || keepsItsStart ? "" : $", with steps {trailing}")}, or start from an image or the model's prior."));
    }

    /// <summary>The smallest t′ below which noise stands for the noised image; T where there is none.</summary>
    private static int SmallestStartOfNoise(NoiseSchedule schedule) =>
        1 + Enumerable.Range(0, schedule.Timesteps).FirstOrDefault(t => schedule.AlphaBar[t] <= LargestAlphaBarOfNoise, schedule.Timesteps - 1);

    private static void Named<T>(NamedChoices<T> choices, T value, ICollection<string> problems)
        where T : notnull
    {
        if (!choices.Contains(value))
        {
            problems.Add(choices.Unknown(value));
        }
    }

    private static void Eta(SamplingOptions options, ICollection<string> problems)
    {
        if (!(options.Eta >= 0 && options.Eta <= 1))
        {
            problems.Add($"eta is {options.Eta}, but lies between 0 (deterministic) and 1 (DDPM's noise). Set it in that range.");
        }
        else if (options.Eta != 0 && options.Sampler == SamplerKind.Ddpm)
        {
            problems.Add($"eta is {options.Eta}, but the sampler ddpm has none. Leave eta out, or use the sampler ddim.");
        }
    }

    private static void Percentile(SamplingOptions options, ICollection<string> problems)
    {
        if (options.Thresholding == ThresholdingKind.Dynamic && !(options.ThresholdPercentile > 0 && options.ThresholdPercentile <= 1))
        {
            problems.Add(
                $"the threshold's percentile is {options.ThresholdPercentile}, but is a share of the pixels: more than 0 and at most 1. " +
                "Set it in that range, such as 0.995.");
        }
    }

    private static void Ends(NoiseSchedule schedule, SamplingOptions options, ICollection<string> problems)
    {
        var start = options.StartTimestep ?? schedule.Timesteps;
        if (start < 1 || start > schedule.Timesteps)
        {
            problems.Add(
                $"startTimestep is {start}, but the model has {schedule.Timesteps} timesteps. " +
                $"Set it between {(options.Start == StartKind.Noise ? SmallestStartOfNoise(schedule) : 1)} and {schedule.Timesteps}, or leave it out.");
        }
        else if (options.EndTimestep < 0 || options.EndTimestep >= start)
        {
            problems.Add(
                $"endTimestep is {options.EndTimestep}, but the chain's timesteps are 0 to {start - 1}. " +
                $"Set it between 0 and {start - 1}, or leave it out.");
        }
    }
}
