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
        Named(SamplingChoices.Thresholding, options.Thresholding, problems);
        Eta(options, problems);
        Start(model.Schedule, options.StartTimestep, problems);
        Guidance(model.Schedule, options.Guidance, problems);
    }

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

    private static void Start(NoiseSchedule schedule, int? startTimestep, ICollection<string> problems)
    {
        if (startTimestep is not { } start)
        {
            return;
        }

        if (start < 1 || start > schedule.Timesteps)
        {
            problems.Add(
                $"startTimestep is {start}, but the model has {schedule.Timesteps} timesteps. " +
                $"Set it between 1 and {schedule.Timesteps}, or leave it out.");
        }
        else if (start < schedule.Timesteps && schedule.AlphaBar[start - 1] > LargestAlphaBarOfNoise)
        {
            var smallest = Enumerable.Range(1, schedule.Timesteps).FirstOrDefault(
                t => schedule.AlphaBar[t - 1] <= LargestAlphaBarOfNoise,
                schedule.Timesteps);
            problems.Add(
                $"startTimestep is {start}, where ᾱ is {schedule.AlphaBar[start - 1]:0.###}; noise stands for the noised image only where " +
                $"ᾱ is {LargestAlphaBarOfNoise} or less. Set startTimestep between {smallest} and {schedule.Timesteps}, or leave it out.");
        }
    }

    private static void Guidance(NoiseSchedule schedule, GuidanceOptions guidance, ICollection<string> problems)
    {
        Named(SamplingChoices.Guidance, guidance.Kind, problems);
        if (!(guidance.Scale >= 0 && guidance.Scale <= GuidanceOptions.LargestScale))
        {
            problems.Add(
                $"guidance scale is {guidance.Scale}, but lies between 0 and {GuidanceOptions.LargestScale}. Set it in that range.");
        }

        if (guidance is { Kind: GuidanceKind.ClassifierFree, NetworkSeesLabel: false })
        {
            problems.Add(
                "Classifier-free guidance compares the label with the null class, but the network is not to see the label. " +
                "Let it see the label, or use classifier guidance.");
        }

        if (guidance.Interval is { } interval && interval != GuidanceInterval.All)
        {
            if (interval.Lowest < 0 || interval.Highest >= schedule.Timesteps || interval.Lowest > interval.Highest)
            {
                problems.Add(
                    $"The guidance interval is {interval.Lowest} to {interval.Highest}, but the model's timesteps are 0 to " +
                    $"{schedule.Timesteps - 1}. Set lowest ≤ highest within them.");
            }
        }
    }
}
