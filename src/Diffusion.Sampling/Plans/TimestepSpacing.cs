using System.Globalization;

namespace Diffusion.Sampling;

/// <summary>Which of T timesteps to keep, from a short text, as guided-diffusion's space_timesteps and DDIM's own code.</summary>
public static class TimestepSpacing
{
    private static readonly (string Prefix, Func<int, int, ICollection<string>, IReadOnlyList<int>> Space)[] Prefixed =
    [
        ("ddim", IntegerStride),
        ("quad", Quadratic),
        ("uniform", Uniform),
        ("leading", Leading),
        ("trailing", Trailing),
        ("linspace", Linspace),
    ];

    /// <summary>The kept timesteps, ascending and without repeats, each in [0, <paramref name="timesteps"/>).</summary>
    /// <exception cref="SamplingException">No such plan exists; the message says what is possible.</exception>
    public static IReadOnlyList<int> Space(int timesteps, string steps)
    {
        if (LogSnrSpacing.TryParse(steps, out var prefix, out var count))
        {
            throw new SamplingException($"steps is '{steps}', but places even in '{prefix}' fall between timesteps, and whole ones are wanted here. Use for instance '{count}' or 'quad{count}'.");
        }

        var problems = new List<string>();
        var kept = Space(timesteps, steps, problems);
        return problems.Count == 0 ? kept : throw new SamplingException(problems);
    }

    internal static IReadOnlyList<int> Space(int timesteps, string steps, ICollection<string> problems)
    {
        if (steps.Length == 0)
        {
            return [.. Enumerable.Range(0, timesteps)];
        }

        foreach (var (prefix, space) in Prefixed)
        {
            if (steps.StartsWith(prefix))
            {
                return TryCount(steps[prefix.Length..], out var count)
                    ? space(timesteps, count, problems)
                    : NotUnderstood(steps, problems);
            }
        }

        var counts = new List<int>();
        foreach (var text in steps.Split(','))
        {
            if (!TryCount(text, out var count))
            {
                return NotUnderstood(steps, problems);
            }

            counts.Add(count);
        }

        return Sections(timesteps, counts, problems);
    }

    /// <summary>
    /// So many timesteps in each of equally long sections, from the section's first to its last (Nichol and Dhariwal 2021,
    /// section 4). Positions are added up in double and rounded half to even; both decide some plans.
    /// </summary>
    internal static int[] Sections(int timesteps, IReadOnlyList<int> counts, ICollection<string> problems)
    {
        var kept = new SortedSet<int>();
        var first = 0;
        for (var section = 0; section < counts.Count; section++)
        {
            var size = (timesteps / counts.Count) + (section < timesteps % counts.Count ? 1 : 0);
            var count = counts[section];
            if (count > size)
            {
                problems.Add(
                    counts.Count == 1
                        ? $"steps is {count}, but the chain has {timesteps} timesteps. Set steps to {timesteps} or less."
                        : $"steps asks for {count} timesteps in section {section + 1} of {counts.Count}, which has {size}. " +
                          $"Set it to {size} or less, or use fewer sections.");
                return [];
            }

            // A section of one step keeps its first timestep: the stride is never used then.
            var stride = count <= 1 ? 1.0 : (size - 1.0) / (count - 1.0);
            var position = 0.0;
            for (var i = 0; i < count; i++)
            {
                kept.Add(first + (int)Math.Round(position, MidpointRounding.ToEven));
                position += stride;
            }

            first += size;
        }

        if (kept.Count == 0)
        {
            // One alone is the clean end, which is no start.
            problems.Add($"steps keeps none of {timesteps} timesteps. Set it to {Math.Min(2, timesteps)} or more.");
        }

        return [.. kept];
    }

    /// <summary>Every i-th timestep from 0, where i ≥ 1 gives exactly so many (Song et al. 2021, as in guided-diffusion).</summary>
    private static int[] IntegerStride(int timesteps, int count, ICollection<string> problems)
    {
        for (var stride = 1; stride < timesteps; stride++)
        {
            if (CountOf(timesteps, stride) == count)
            {
                return Strided(timesteps, stride);
            }
        }

        var possible = Enumerable.Range(1, Math.Max(timesteps - 1, 1)).Select(stride => CountOf(timesteps, stride)).Distinct().ToList();
        var nearest = possible.OrderBy(other => Math.Abs((long)other - count)).Take(2).Order();
        problems.Add(
            $"steps is 'ddim{count}', but no integer stride over {timesteps} timesteps keeps exactly {count}. " +
            (timesteps == 1 ? "Use '1'." : $"Use {string.Join(" or ", nearest.Select(other => $"'ddim{other}'"))}, or '{Math.Clamp(count, 1, timesteps)}'."));
        return [];
    }

    /// <summary>⌊(i·√(0.8·T)/(S−1))²⌋: dense where there is little noise (Song et al. 2021, appendix D.2).</summary>
    private static int[] Quadratic(int timesteps, int count, ICollection<string> problems) =>
        IsBetween1And(timesteps, count, "quad", problems)
            ? [.. QuadraticSequence(timesteps, count).Distinct()]
            : [];

    /// <summary>Every ⌊T/S⌋-th timestep from 0: S of them or more (the DDIM authors' "uniform").</summary>
    private static int[] Uniform(int timesteps, int count, ICollection<string> problems) =>
        IsBetween1And(timesteps, count, "uniform", problems) ? Strided(timesteps, timesteps / count) : [];

    /// <summary>S multiples of ⌊T/S⌋ from 0 (Lin et al. 2024, table 2, "leading").</summary>
    private static int[] Leading(int timesteps, int count, ICollection<string> problems) =>
        IsBetween1And(timesteps, count, "leading", problems)
            ? [.. Enumerable.Range(0, count).Select(i => i * (timesteps / count))]
            : [];

    /// <summary>round(T − i·T/S) − 1: the noisiest timestep is always kept (Lin et al. 2024, table 2, "trailing").</summary>
    private static int[] Trailing(int timesteps, int count, ICollection<string> problems) =>
        IsBetween1And(timesteps, count, "trailing", problems)
            ? [.. Enumerable.Range(1, count).Select(i => (int)Math.Round(i * ((double)timesteps / count), MidpointRounding.ToEven) - 1)]
            : [];

    /// <summary>Evenly with both ends, each position rounded by itself (Lin et al. 2024, table 2, "linspace").</summary>
    private static int[] Linspace(int timesteps, int count, ICollection<string> problems) =>
        IsBetween1And(timesteps, count, "linspace", problems)
            ? [.. Enumerable.Range(0, count).Select(i => count == 1 ? 0 : (int)Math.Round(i * ((timesteps - 1.0) / (count - 1)), MidpointRounding.ToEven))]
            : [];

    /// <summary>The quadratic sequence with its repeats, which are many where S is near T.</summary>
    internal static IEnumerable<int> QuadraticSequence(int timesteps, int count)
    {
        var end = Math.Sqrt(timesteps * 0.8);
        for (var i = 0; i < count; i++)
        {
            var root = i == 0 ? 0.0 : i == count - 1 ? end : i * (end / (count - 1));
            yield return (int)(root * root);
        }
    }

    private static bool IsBetween1And(int timesteps, int count, string prefix, ICollection<string> problems)
    {
        if (count >= 1 && count <= timesteps)
        {
            return true;
        }

        problems.Add($"steps is '{prefix}{count}', but the chain has {timesteps} timesteps. Use '{prefix}1' to '{prefix}{timesteps}'.");
        return false;
    }

    private static int CountOf(int timesteps, int stride) => ((timesteps - 1) / stride) + 1;

    private static int[] Strided(int timesteps, int stride) =>
        [.. Enumerable.Range(0, CountOf(timesteps, stride)).Select(i => i * stride)];

    private static bool TryCount(string text, out int count) =>
        int.TryParse(text, NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out count);

    private static int[] NotUnderstood(string steps, ICollection<string> problems)
    {
        var shown = steps.Length <= 60 ? steps : steps[..60] + "…";
        problems.Add(
            $"steps is '{shown}', which is no plan. Leave it empty for all timesteps, or use a number ('25'), numbers for equal sections " +
            $"('90,60,60,20,20'), or one of {string.Join(", ", Prefixed.Select(form => form.Prefix).Concat(LogSnrSpacing.Prefixes).Select(prefix => $"'{prefix}25'"))}.");
        return [];
    }
}
