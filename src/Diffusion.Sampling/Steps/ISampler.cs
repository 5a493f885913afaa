namespace Diffusion.Sampling;

/// <summary>A sampler: the coefficients of one step, and where a gradient enters.</summary>
internal interface ISampler
{
    /// <summary>
    /// Whether a gradient moves ε (score form) rather than the mean. The score form is unstable where ᾱ_t is near 0, and is off
    /// there unless an interval is given.
    /// </summary>
    bool MovesScore { get; }

    /// <summary>Whether x̂₀ is thresholded after a gradient has moved it, rather than before.</summary>
    bool ThresholdsAfterGuidance { get; }

    /// <summary>The step from one place of the chain to the next, in one evaluation or more.</summary>
    IEnumerable<StepEvaluation> Plan(ChainPosition at);
}
