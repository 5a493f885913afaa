namespace Diffusion.Sampling;

/// <summary>The columns of the step graph's input `coefficients`. One row of them is one step of one image.</summary>
public enum StepColumn
{
    /// <summary>x̂₀ = this·x_t + <see cref="X0OfOutput"/>·output.</summary>
    X0OfX,

    X0OfOutput,

    /// <summary>s − 1 of classifier-free guidance; 0 leaves the null class out.</summary>
    NullDifference,

    /// <summary>s − 1 of autoguidance; 0 leaves the weaker network out.</summary>
    WeakDifference,

    /// <summary>φ of the guided output's rescaling; 0 is off.</summary>
    GuidanceRescale,

    /// <summary>x̂₀ is clipped to [−this, this].</summary>
    X0Limit,

    /// <summary>p of dynamic thresholding; 0 is off.</summary>
    DynamicPercentile,

    /// <summary>1 where x̂₀ is thresholded after the gradient has moved it, 0 where before.</summary>
    ThresholdsAfterGuidance,

    /// <summary>√(1/ᾱ_t).</summary>
    SqrtRecipAlphaBar,

    /// <summary>√(1/ᾱ_t − 1).</summary>
    SqrtRecipMinusOneAlphaBar,

    /// <summary>√(1 − ᾱ_t)·s: ε moves by −this·g. 0 is off.</summary>
    ScoreShift,

    /// <summary>The next mean's weight of x̂₀.</summary>
    X0Weight,

    /// <summary>The next mean's weight of the evaluation before's x̂₀.</summary>
    PreviousX0Weight,

    /// <summary>The next mean's weight of x_t.</summary>
    XWeight,

    /// <summary>The next mean's weight of ε, derived again from x̂₀.</summary>
    EpsWeight,

    /// <summary>The next mean's weight of the network's output.</summary>
    OutputWeight,

    /// <summary>The mean moves by this·g; with a learned variance Σ, by this·Σ·g. 0 is off.</summary>
    MeanShift,

    /// <summary>The noise's standard deviation, where it is known before the step.</summary>
    Sigma,

    /// <summary>1 where the noise's standard deviation is √Σ of the network's variance, else 0.</summary>
    LearnedSigma,

    /// <summary>1 where Σ of the network's variance is kept for the next evaluation in place of x̂₀.</summary>
    KeepsVariance,

    /// <summary>The mean moves by this·Σ·g with the kept Σ. 0 is off.</summary>
    KeptMeanShift,

    /// <summary>1 where the noise's standard deviation is √Σ of the kept Σ, else 0.</summary>
    KeptSigma,

    /// <summary>log β̃_t, the lower end of a learned range.</summary>
    LogVarianceLow,

    /// <summary>log β_t, the upper end of a learned range.</summary>
    LogVarianceHigh,
}
