namespace Diffusion.Sampling;

/// <summary>
/// λ = ½·log(ᾱ/(1 − ᾱ)), the half log signal-to-noise ratio, in which solvers take even steps (Lu et al. 2022, section 3.1).
/// σ = √((1 − ᾱ)/ᾱ) = e^(−λ) is the noise level of Karras et al. 2022.
/// </summary>
internal static class LogSnr
{
    public static double OfAlphaBar(double alphaBar) => 0.5 * Math.Log(alphaBar / (1 - alphaBar));

    public static double AlphaBarOf(double lambda) => 1 / (1 + Math.Exp(-2 * lambda));

    /// <summary>The timestep, whole or between two, at which a schedule has this λ: λ is interpolated linearly between timesteps.</summary>
    /// <param name="schedule">λ falls with its timesteps.</param>
    /// <param name="lambda">Clamped to the schedule's own range.</param>
    public static double TimestepOf(NoiseSchedule schedule, double lambda)
    {
        var (low, high) = (0, schedule.Timesteps - 1);
        while (high - low > 1)
        {
            var middle = (low + high) / 2;
            (low, high) = OfAlphaBar(schedule.AlphaBar[middle]) >= lambda ? (middle, high) : (low, middle);
        }

        if (low == high)
        {
            return low;
        }

        var (first, second) = (OfAlphaBar(schedule.AlphaBar[low]), OfAlphaBar(schedule.AlphaBar[high]));
        return low + Math.Clamp((first - lambda) / (first - second), 0, 1);
    }
}
