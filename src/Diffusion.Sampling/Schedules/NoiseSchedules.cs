namespace Diffusion.Sampling;

/// <summary>The named noise schedules: T ─► β_0 … β_{T−1}.</summary>
public static class NoiseSchedules
{
    public static NamedChoices<Func<int, double[]>> Table { get; } = new(
        "noise schedule",
        ("linear", Linear),
        ("cosine", Cosine),
        ("sqrtLinear", SqrtLinear),
        ("sigmoid", Sigmoid));

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

    /// <summary>
    /// √β goes evenly from √0.00085 to √0.012, scaled by 1000/T (Rombach et al. 2022; elsewhere called "scaled linear"). Below
    /// T = 12 a beta exceeds 1.
    /// </summary>
    public static double[] SqrtLinear(int timesteps)
    {
        var scale = 1000.0 / timesteps;
        return [.. Evenly(Math.Sqrt(scale * 0.00085), Math.Sqrt(scale * 0.012), timesteps).Select(root => root * root)];
    }

    /// <summary>
    /// β_t = β_0 + (β_1 − β_0)/(1 + e^(−u)), u evenly from −6 to 6, with linear's ends (Xu et al. 2022, GeoDiff; also in the DDIM
    /// authors' code). Below T = 20 a beta exceeds 1.
    /// </summary>
    public static double[] Sigmoid(int timesteps)
    {
        var scale = 1000.0 / timesteps;
        return [.. Evenly(-6, 6, timesteps).Select(u => scale * (0.0001 + (0.0199 / (1 + Math.Exp(-u)))))];
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
