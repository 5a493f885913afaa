using Diffusion.Sampling;

namespace Diffusion.Runtime.Tests.Analytic;

/// <summary>x_{t−1} = a·x̂₀ + b·x_t + σ·z, in double, written down apart from the product.</summary>
/// <param name="OfX0">a.</param>
/// <param name="OfX">b.</param>
/// <param name="Sigma">σ.</param>
internal readonly record struct StepWeights(double OfX0, double OfX, double Sigma)
{
    /// <summary>The weights of a plan's k-th step, and ᾱ before it.</summary>
    public static (double AlphaBar, StepWeights Weights) Of(SamplingPlan plan, int k)
    {
        var alphaBar = CosineAlphaBar.Values[(int)plan.Steps[k].Timestep];
        var previous = k + 1 < plan.Steps.Count ? CosineAlphaBar.Values[(int)plan.Steps[k + 1].Timestep] : 1;
        return (alphaBar, plan.Options.Sampler == SamplerKind.Ddpm ? Ddpm(alphaBar, previous) : Ddim(alphaBar, previous));
    }

    /// <summary>q(x_{t−1} | x_t, x₀) (Ho et al. 2020, eq. 7).</summary>
    private static StepWeights Ddpm(double alphaBar, double previous)
    {
        var alpha = alphaBar / previous;
        return new(
            Math.Sqrt(previous) * (1 - alpha) / (1 - alphaBar),
            Math.Sqrt(alpha) * (1 - previous) / (1 - alphaBar),
            Math.Sqrt((1 - alpha) * (1 - previous) / (1 - alphaBar)));
    }

    /// <summary>√ᾱ_{t−1}·x̂₀ + √(1 − ᾱ_{t−1})·ε with ε = (x_t − √ᾱ_t·x̂₀)/√(1 − ᾱ_t) (Song et al. 2021, eq. 12).</summary>
    private static StepWeights Ddim(double alphaBar, double previous)
    {
        var ofX = Math.Sqrt((1 - previous) / (1 - alphaBar));
        return new(Math.Sqrt(previous) - (ofX * Math.Sqrt(alphaBar)), ofX, 0);
    }
}
