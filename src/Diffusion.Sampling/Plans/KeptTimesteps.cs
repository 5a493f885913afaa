namespace Diffusion.Sampling;

/// <summary>Which of the model's timesteps a chain visits.</summary>
internal static class KeptTimesteps
{
    /// <summary>The kept timesteps, ascending. Empty only when a problem was added.</summary>
    public static IReadOnlyList<KeptTimestep> Of(NoiseSchedule schedule, SamplingOptions options, ICollection<string> problems)
    {
        // Ends that do not exist have their own problem; the rest is checked as if they were left out.
        var start = options.StartTimestep is { } given && given >= 1 && given <= schedule.Timesteps ? given : schedule.Timesteps;
        var end = options.EndTimestep >= 0 && options.EndTimestep < start ? options.EndTimestep : 0;
        var kept = Space(schedule, options, end, start, problems);
        if (kept.Count > 0 && kept[^1].AlphaBar == 0)
        {
            var last = Enumerable.Range(0, schedule.Timesteps).First(t => schedule.AlphaBar[t] == 0);
            problems.Add(
                $"The plan begins at timestep {kept[^1].Timestep}, where ᾱ is 0 and nothing of the image is left to predict. " +
                $"Keep timesteps below {last} only, as startTimestep {last} does.");
        }

        return kept;
    }

    private static IReadOnlyList<KeptTimestep> Space(
        NoiseSchedule schedule, SamplingOptions options, int end, int start, ICollection<string> problems)
    {
        if (options.Timesteps is null && LogSnrSpacing.TryParse(options.Steps, out var prefix, out var count))
        {
            return LogSnrSpacing.Space(schedule, end, start, prefix, count, problems);
        }

        var timesteps = options.Timesteps is null
            ? [.. TimestepSpacing.Space(start - end, options.Steps, problems).Select(t => end + t)]
            : Explicit(options, end, start, problems);
        return [.. timesteps.Select(t => new KeptTimestep(t, schedule.AlphaBar[t]))];
    }

    private static IReadOnlyList<int> Explicit(SamplingOptions options, int end, int start, ICollection<string> problems)
    {
        var timesteps = options.Timesteps!;
        if (options.Steps.Length > 0)
        {
            problems.Add($"steps is '{options.Steps}' and timesteps is a list of {timesteps.Count}. Give one of the two.");
        }

        if (timesteps.Count == 0)
        {
            problems.Add("timesteps is empty. List one timestep or more, or leave it out for all.");
            return [];
        }

        for (var k = 0; k < timesteps.Count; k++)
        {
            var lowest = k == 0 ? end : timesteps[k - 1] + 1;
            if (timesteps[k] < lowest || timesteps[k] >= start)
            {
                problems.Add(
                    $"timesteps[{k}] is {timesteps[k]}, but timesteps ascend without repeats within {end} to {start - 1}. " +
                    "Sort the list, and leave out what repeats or lies outside.");
                return [];
            }
        }

        return timesteps;
    }
}
