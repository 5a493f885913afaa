using System.Globalization;

namespace Diffusion.Sampling;

/// <summary>Places in the schedule that are even in λ, or as Karras et al. space σ; they fall between timesteps.</summary>
internal static class LogSnrSpacing
{
    /// <summary>σ beyond which a chain does not begin (Karras et al. 2022, table 1).</summary>
    public const double LargestSigma = 80;

    /// <summary>ρ: steps are shorter where there is less noise (Karras et al. 2022, appendix D.1).</summary>
    private const double Rho = 7;

    public static IReadOnlyList<string> Prefixes { get; } = ["logsnr", "karras"];

    /// <summary>Whether a text asks for such places, and how many.</summary>
    public static bool TryParse(string steps, out string prefix, out int count)
    {
        prefix = Prefixes.FirstOrDefault(steps.StartsWith) ?? "";
        count = 0;
        return prefix.Length > 0 && int.TryParse(steps.AsSpan(prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out count);
    }

    /// <summary>So many places from timestep <paramref name="end"/> to <paramref name="start"/> − 1, ascending.</summary>
    public static IReadOnlyList<KeptTimestep> Space(
        NoiseSchedule schedule, int end, int start, string prefix, int count, ICollection<string> problems)
    {
        if (count < 2 || count > start - end)
        {
            problems.Add(
                $"steps is '{prefix}{count}', but the chain has {start - end} timesteps, and such spacing needs 2 steps or more. " +
                (start - end < 2 ? "Use '1'." : $"Use '{prefix}2' to '{prefix}{start - end}'."));
            return [];
        }

        var first = LogSnr.OfAlphaBar(schedule.AlphaBar[end]);
        var last = Math.Max(LogSnr.OfAlphaBar(schedule.AlphaBar[start - 1]), -Math.Log(LargestSigma));
        if (first <= last)
        {
            var largest = Enumerable.Range(0, start).LastOrDefault(t => LogSnr.OfAlphaBar(schedule.AlphaBar[t]) > -Math.Log(LargestSigma), -1);
            problems.Add(
                $"endTimestep is {end}, where σ is {Math.Exp(-first):0.#}, but '{prefix}' spacing ends its noisy side at σ {LargestSigma}. " +
                (largest < 0 ? "No timestep of the model is less noisy: use other steps." : $"Set endTimestep to {largest} or less, or leave it out."));
            return [];
        }

        return [.. Enumerable.Range(0, count).Select(k => At(Lambda(prefix, first, last, (double)k / (count - 1))))];

        KeptTimestep At(double lambda) => new(LogSnr.TimestepOf(schedule, lambda), LogSnr.AlphaBarOf(lambda));
    }

    private static double Lambda(string prefix, double first, double last, double share)
    {
        if (prefix == "logsnr")
        {
            return first + (share * (last - first));
        }

        // σ_i = (σ_min^(1/ρ) + i/(N−1)·(σ_max^(1/ρ) − σ_min^(1/ρ)))^ρ (Karras et al. 2022, eq. 5, counted from the clean end)
        var (smallest, largest) = (Math.Exp(-first / Rho), Math.Exp(-last / Rho));
        return -Rho * Math.Log(smallest + (share * (largest - smallest)));
    }
}
