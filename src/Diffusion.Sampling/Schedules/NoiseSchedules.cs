namespace Diffusion.Sampling;

/// <summary>The named noise schedules: T ─► β_0 … β_{T−1}.</summary>
public static class NoiseSchedules
{
    public static NamedChoices<Func<int, double[]>> Table { get; } = new(
        "noise schedule",
        ("linear", Linear),
        ("cosine", Cosine));

    /// <summary>
    /// β from 10⁻⁴ to 0.02 (Ho et al. 2020, section 4), scaled by 1000/T so that ᾱ_T stays about the same. Below T = 20 a beta
    /// exceeds 1.
    /// </summary>
    public static double[] Linear(int timesteps)
    {
        var scale = 1000.0 / timesteps;
        return Evenly(scale * 0.0001, scale * 0.02, timesteps);
    }

    /// <summary>
    /// β_t = min(1 − f(t+1)/f(t), 0.999) with f(t) = cos²((t/T + 0.008)/1.008 · π/2) (Nichol and Dhariwal 2021, eq. 17).
    /// </summary>
    public static double[] Cosine(int timesteps)
    {
        var betas = new double[timesteps];
        for (var t = 0; t < timesteps; t++)
        {
            betas[t] = Math.Min(1 - (F((t + 1.0) / timesteps) / F((double)t / timesteps)), 0.999);
        }

        return betas;

        static double F(double time)
        {
            var cosine = Math.Cos((time + 0.008) / 1.008 * Math.PI / 2);
            return cosine * cosine;
        }
    }

    private static double[] Evenly(double first, double last, int count)
    {
        var values = new double[count];
        for (var i = 0; i < count; i++)
        {
            values[i] = first + (i * ((last - first) / (count - 1)));
        }

        values[0] = first;
        if (count > 1)
        {
            values[^1] = last;
        }

        return values;
    }
}
