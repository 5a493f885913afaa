namespace Diffusion.Sampling;

/// <summary>Checks guidance against a model's schedule; finds everything that is wrong, not the first.</summary>
internal static class GuidanceCheck
{
    public static void Check(NoiseSchedule schedule, SamplingOptions options, ICollection<string> problems)
    {
        var guidance = options.Guidance;
        if (!SamplingChoices.Guidance.Contains(guidance.Kind))
        {
            problems.Add(SamplingChoices.Guidance.Unknown(guidance.Kind));
        }

        Scales(guidance, problems);
        Rescale(guidance, problems);
        GradientPoint(options, problems);
        Interval(schedule, guidance, problems);
        Schedule(schedule, guidance, problems);

        if (guidance is { Kind: GuidanceKind.ClassifierFree or GuidanceKind.Both, NetworkSeesLabel: false })
        {
            problems.Add(
                "Classifier-free guidance compares the label with the null class, but the network is not to see the label. " +
                "Let it see the label, or use classifier guidance.");
        }
    }

    private static void Scales(GuidanceOptions guidance, ICollection<string> problems)
    {
        Check("guidance scale", guidance.Scale);
        Check("guidance classifierScale", guidance.ClassifierScale);

        void Check(string name, double scale)
        {
            if (!(scale >= 0 && scale <= GuidanceOptions.LargestScale))
            {
                problems.Add($"{name} is {scale}, but lies between 0 and {GuidanceOptions.LargestScale}. Set it in that range.");
            }
        }
    }

    private static void Rescale(GuidanceOptions guidance, ICollection<string> problems)
    {
        if (!(guidance.Rescale >= 0 && guidance.Rescale <= 1))
        {
            problems.Add($"guidance rescale is {guidance.Rescale}, but lies between 0 and 1. Set it in that range.");
        }
        else if (guidance.Rescale > 0 && guidance.Kind is GuidanceKind.None or GuidanceKind.Classifier)
        {
            problems.Add(
                $"guidance rescale is {guidance.Rescale}, but there is no guided output to bring back. " +
                "Leave rescale out, or use classifier-free guidance or autoguidance.");
        }
    }

    private static void GradientPoint(SamplingOptions options, ICollection<string> problems)
    {
        if (!SamplingChoices.GradientPoints.Contains(options.Guidance.GradientAt))
        {
            problems.Add(SamplingChoices.GradientPoints.Unknown(options.Guidance.GradientAt));
        }
        else if (options.Guidance.GradientAt == Sampling.GradientPoint.Mean
            && (!options.Guidance.HasClassifier || options.Sampler != SamplerKind.Ddpm))
        {
            problems.Add(
                "guidance gradientAt is mean, but only the sampler ddpm with a classifier has a mean to take a gradient at. " +
                "Leave gradientAt out, or use them.");
        }
    }

    private static void Interval(NoiseSchedule schedule, GuidanceOptions guidance, ICollection<string> problems)
    {
        if (guidance.Interval is { } interval && interval != GuidanceInterval.All
            && (interval.Lowest < 0 || interval.Highest >= schedule.Timesteps || interval.Lowest > interval.Highest))
        {
            problems.Add(
                $"The guidance interval is {interval.Lowest} to {interval.Highest}, but the model's timesteps are 0 to " +
                $"{schedule.Timesteps - 1}. Set lowest ≤ highest within them.");
        }
    }

    private static void Schedule(NoiseSchedule schedule, GuidanceOptions guidance, ICollection<string> problems)
    {
        var points = guidance.Schedule ?? [];
        for (var i = 0; i < points.Count; i++)
        {
            var lowest = i == 0 ? 0 : points[i - 1].Timestep;
            if (!(points[i].Timestep >= lowest && points[i].Timestep <= schedule.Timesteps - 1) || (i > 0 && points[i].Timestep == lowest))
            {
                problems.Add(
                    $"guidance schedule[{i}] is at timestep {points[i].Timestep}, but its timesteps ascend without repeats within 0 to " +
                    $"{schedule.Timesteps - 1}. Sort them, and leave out what repeats or lies outside.");
                return;
            }

            if (!(points[i].Factor >= 0 && points[i].Factor <= GuidanceOptions.LargestScale))
            {
                problems.Add(
                    $"guidance schedule[{i}] has the factor {points[i].Factor}, but factors lie between 0 and {GuidanceOptions.LargestScale}. " +
                    "Set it in that range.");
            }
        }
    }
}
