namespace Diffusion.Sampling;

/// <summary>
/// β_t for t = 0 … T−1 and everything derived from it, in double. Index 0 is the least noise; papers call it t = 1.
/// </summary>
public sealed class NoiseSchedule
{
    private NoiseSchedule(string name, double[] betas)
    {
        Name = name;
        Betas = betas;
        AlphaBar = CumulativeProduct(betas);
        AlphaBarPrevious = [1.0, .. AlphaBar.Take(betas.Length - 1)];
        AlphaBarNext = [.. AlphaBar.Skip(1), 0.0];

        SqrtAlphaBar = Map(AlphaBar, Math.Sqrt);
        SqrtOneMinusAlphaBar = Map(AlphaBar, alphaBar => Math.Sqrt(1 - alphaBar));
        LogOneMinusAlphaBar = Map(AlphaBar, alphaBar => Math.Log(1 - alphaBar));
        SqrtRecipAlphaBar = Map(AlphaBar, alphaBar => Math.Sqrt(1 / alphaBar));
        SqrtRecipMinusOneAlphaBar = Map(AlphaBar, alphaBar => Math.Sqrt((1 / alphaBar) - 1));

        Posterior = new PosteriorCoefficients(betas, AlphaBar, AlphaBarPrevious);
    }

    /// <summary>A name of <see cref="NoiseSchedules.Table"/>, or "custom".</summary>
    public string Name { get; }

    /// <summary>T.</summary>
    public int Timesteps => Betas.Count;

    /// <summary>β_t, in (0, 1].</summary>
    public IReadOnlyList<double> Betas { get; }

    /// <summary>ᾱ_t = Π_{s≤t} (1 − β_s) (Ho et al. 2020, eq. 4).</summary>
    public IReadOnlyList<double> AlphaBar { get; }

    /// <summary>ᾱ_{t−1}; 1 at t = 0.</summary>
    public IReadOnlyList<double> AlphaBarPrevious { get; }

    /// <summary>ᾱ_{t+1}; 0 at t = T−1.</summary>
    public IReadOnlyList<double> AlphaBarNext { get; }

    /// <summary>√ᾱ_t.</summary>
    public IReadOnlyList<double> SqrtAlphaBar { get; }

    /// <summary>√(1 − ᾱ_t).</summary>
    public IReadOnlyList<double> SqrtOneMinusAlphaBar { get; }

    /// <summary>log(1 − ᾱ_t).</summary>
    public IReadOnlyList<double> LogOneMinusAlphaBar { get; }

    /// <summary>√(1/ᾱ_t).</summary>
    public IReadOnlyList<double> SqrtRecipAlphaBar { get; }

    /// <summary>√(1/ᾱ_t − 1).</summary>
    public IReadOnlyList<double> SqrtRecipMinusOneAlphaBar { get; }

    /// <summary>q(x_{t−1} | x_t, x₀), and the fixed variances that are chosen from it.</summary>
    public PosteriorCoefficients Posterior { get; }

    /// <summary>A named schedule of <paramref name="timesteps"/> steps.</summary>
    /// <exception cref="SamplingException">The name is unknown, or the schedule does not exist for so few steps.</exception>
    public static NoiseSchedule Create(string name, int timesteps)
    {
        if (timesteps < 1)
        {
            throw new SamplingException($"A noise schedule of {timesteps} timesteps does not exist. Set timesteps to 1 or more.");
        }

        return FromBetas(NoiseSchedules.Table.Find(name)(timesteps), name);
    }

    /// <summary>A schedule of one's own.</summary>
    /// <param name="betas">β_t, each in (0, 1].</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="SamplingException">A beta lies outside (0, 1]; all such are counted.</exception>
    public static NoiseSchedule FromBetas(IReadOnlyList<double> betas, string name = "custom")
    {
        if (betas.Count == 0)
        {
            throw new SamplingException($"The noise schedule '{name}' has no betas. Give one for each timestep.");
        }

        var outside = Enumerable.Range(0, betas.Count).Where(t => !(betas[t] > 0 && betas[t] <= 1)).ToList();
        if (outside.Count > 0)
        {
            var first = outside[0];
            throw new SamplingException(
                $"The noise schedule '{name}' of {betas.Count} timesteps has {outside.Count} betas outside (0, 1]; the first is " +
                $"{betas[first]} at timestep {first}. Use more timesteps (linear needs 20 or more) or other betas.");
        }

        return new NoiseSchedule(name, [.. betas]);
    }

    /// <summary>
    /// The schedule that remains when only some timesteps are kept: β'_k = 1 − ᾱ_k / ᾱ_{k−1} over the kept ones
    /// (Nichol and Dhariwal 2021, section 4). Recomputed even when all are kept, as in guided-diffusion's SpacedDiffusion,
    /// so the last digits may differ from <see cref="Betas"/>.
    /// </summary>
    /// <param name="kept">Original timesteps, ascending.</param>
    public NoiseSchedule Respace(IReadOnlyList<int> kept) => RespaceTo([.. kept.Select(t => AlphaBar[t])]);

    /// <summary><see cref="Respace"/> to values of ᾱ that need not be those of whole timesteps.</summary>
    /// <param name="alphaBars">Falling, within (0, 1).</param>
    internal NoiseSchedule RespaceTo(IReadOnlyList<double> alphaBars)
    {
        var betas = new double[alphaBars.Count];
        var alphaBarPrevious = 1.0;
        for (var k = 0; k < betas.Length; k++)
        {
            betas[k] = 1 - (alphaBars[k] / alphaBarPrevious);
            alphaBarPrevious = alphaBars[k];
        }

        return FromBetas(betas, Name);
    }

    private static double[] CumulativeProduct(double[] betas)
    {
        var product = 1.0;
        return Map(betas, beta => product *= 1 - beta);
    }

    private static double[] Map(IReadOnlyList<double> values, Func<double, double> function) => [.. values.Select(function)];
}
