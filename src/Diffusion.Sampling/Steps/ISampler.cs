namespace Diffusion.Sampling;

/// <summary>A sampler: the coefficients of one step, and where a gradient enters.</summary>
internal interface ISampler
{
    /// <summary>
    /// Whether a gradient moves ε (score form) rather than the mean. The score form is unstable where ᾱ_t is near 0, and is off
    /// there unless an interval is given.
    /// </summary>
    bool MovesScore { get; }

    /// <summary>Writes the unguided step.</summary>
    void PlanStep(StepRow row, ChainPosition at);

    /// <summary>Adds the gradient g of log p(y | x_t), scaled by <paramref name="scale"/>.</summary>
    void PlanGradient(StepRow row, ChainPosition at, double scale);
}
