namespace Diffusion.Sampling;

/// <summary>
/// A point of a schedule of guidance: at this original timestep, what guidance adds is multiplied by the factor. Between two
/// points the factor is linear in the timestep, beyond them constant.
/// </summary>
/// <param name="Timestep">In [0, T − 1].</param>
/// <param name="Factor">In [0, 100]; 0 is off.</param>
public sealed record GuidanceFactor(double Timestep, double Factor)
{
    /// <summary>The factor at a timestep; 1 without a schedule.</summary>
    internal static double At(IReadOnlyList<GuidanceFactor>? schedule, double timestep)
    {
        if (schedule is null or [])
        {
            return 1;
        }

        var above = 0;
        while (above < schedule.Count && schedule[above].Timestep < timestep)
        {
            above++;
        }

        if (above == 0 || above == schedule.Count)
        {
            return schedule[above == 0 ? 0 : ^1].Factor;
        }

        var (low, high) = (schedule[above - 1], schedule[above]);
        return low.Factor + ((high.Factor - low.Factor) * (timestep - low.Timestep) / (high.Timestep - low.Timestep));
    }
}
