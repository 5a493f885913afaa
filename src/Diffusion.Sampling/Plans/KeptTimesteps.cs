namespace Diffusion.Sampling;

/// <summary>Which of the model's timesteps a chain visits.</summary>
internal static class KeptTimesteps
{
    /// <summary>The kept timesteps, ascending. Empty only when a problem was added.</summary>
    public static IReadOnlyList<int> Of(NoiseSchedule schedule, SamplingOptions options, ICollection<string> problems)
    {
        var start = Math.Clamp(options.StartTimestep ?? schedule.Timesteps, 1, schedule.Timesteps);
        var kept = options.Timesteps is null
            ? TimestepSpacing.Space(start, options.Steps, problems)
            : Explicit(options, start, problems);
        if (kept.Count > 0 && schedule.AlphaBar[kept[^1]] == 0)
        {
            var last = Enumerable.Range(0, schedule.Timesteps).First(t => schedule.AlphaBar[t] == 0);
            problems.Add(
                $"The plan begins at timestep {kept[^1]}, where ᾱ is 0 and nothing of the image is left to predict. " +
                $"Keep timesteps below {last} only.");
        }

        return kept;
    }

    private static IReadOnlyList<int> Explicit(SamplingOptions options, int start, ICollection<string> problems)
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
            var lowest = k == 0 ? 0 : timesteps[k - 1] + 1;
            if (timesteps[k] < lowest || timesteps[k] >= start)
            {
                problems.Add(
                    $"timesteps[{k}] is {timesteps[k]}, but timesteps ascend without repeats within 0 to {start - 1}. " +
                    "Sort the list, and leave out what repeats or lies outside.");
                return [];
            }
        }

        return timesteps;
    }
}
