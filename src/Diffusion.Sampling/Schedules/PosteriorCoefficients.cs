namespace Diffusion.Sampling;

/// <summary>
/// q(x_{t−1} | x_t, x₀) = N(c₁·x₀ + c₂·x_t, β̃_t) (Ho et al. 2020, eqs. 6 and 7), in double, one entry a timestep.
/// </summary>
public sealed class PosteriorCoefficients
{
    internal PosteriorCoefficients(IReadOnlyList<double> betas, IReadOnlyList<double> alphaBar, IReadOnlyList<double> alphaBarPrevious)
    {
        // β̃_t = β_t·(1 − ᾱ_{t−1}) / (1 − ᾱ_t)
        Variance = Map(t => betas[t] * (1 - alphaBarPrevious[t]) / (1 - alphaBar[t]));

        // c₁ = β_t·√ᾱ_{t−1} / (1 − ᾱ_t),  c₂ = (1 − ᾱ_{t−1})·√α_t / (1 − ᾱ_t)
        MeanOfX0 = Map(t => betas[t] * Math.Sqrt(alphaBarPrevious[t]) / (1 - alphaBar[t]));
        MeanOfX = Map(t => (1 - alphaBarPrevious[t]) * Math.Sqrt(1 - betas[t]) / (1 - alphaBar[t]));

        // β̃_0 is 0 and has no logarithm; guided-diffusion takes β̃_1 in its place. A chain of one step has none, so β_0.
        var first = betas.Count > 1 ? Variance[1] : betas[0];
        LogVarianceClipped = Map(t => Math.Log(t == 0 ? first : Variance[t]));
        LargeVariance = Map(t => t == 0 ? first : betas[t]);
        LogLargeVariance = Map(t => Math.Log(LargeVariance[t]));

        double[] Map(Func<int, double> at) => [.. Enumerable.Range(0, betas.Count).Select(at)];
    }

    /// <summary>β̃_t; 0 at t = 0. The fixed small variance.</summary>
    public IReadOnlyList<double> Variance { get; }

    /// <summary>log β̃_t, with β̃_1 at t = 0. The variance and its logarithm disagree there, as in guided-diffusion.</summary>
    public IReadOnlyList<double> LogVarianceClipped { get; }

    /// <summary>c₁, the weight of x₀ in the mean.</summary>
    public IReadOnlyList<double> MeanOfX0 { get; }

    /// <summary>c₂, the weight of x_t in the mean.</summary>
    public IReadOnlyList<double> MeanOfX { get; }

    /// <summary>β_t, with β̃_1 at t = 0. The fixed large variance.</summary>
    public IReadOnlyList<double> LargeVariance { get; }

    /// <summary>log of <see cref="LargeVariance"/>.</summary>
    public IReadOnlyList<double> LogLargeVariance { get; }
}
