namespace Diffusion.Sampling;

/// <summary>
/// One evaluation of a plan, ready to be put into a row of the device batch: a whole step, or a part of one where a sampler asks
/// the networks more than once a step.
/// </summary>
public sealed record PlannedStep
{
    /// <summary>0 for the first evaluation; also the draw of its noise.</summary>
    public required int Index { get; init; }

    /// <summary>The original timestep t of x_t, in [0, T − 1]; between two where steps are even in λ.</summary>
    public required double Timestep { get; init; }

    /// <summary>What the networks see for it.</summary>
    public required float NetworkTime { get; init; }

    /// <summary>ᾱ of the image before the step.</summary>
    public required double AlphaBar { get; init; }

    /// <summary>
    /// ᾱ of the image after it, which is <see cref="AlphaBar"/> where only the same place's image is corrected; 1 after the last one of
    /// a chain that ends clean, 0 where inversion ends in noise.
    /// </summary>
    public required double AlphaBarNext { get; init; }

    /// <summary>This step's row of the step graph's input `coefficients`, one entry a <see cref="StepColumn"/>.</summary>
    public required float[] Coefficients { get; init; }

    /// <summary>The network is asked. False where only the classifier is.</summary>
    public required bool NeedsNetwork { get; init; }

    /// <summary>The classifier's gradient at x_t acts in this step.</summary>
    public required bool NeedsGradient { get; init; }

    /// <summary>The network with the null class acts in this step.</summary>
    public required bool NeedsNullPass { get; init; }

    /// <summary>The weaker network acts in this step.</summary>
    public required bool NeedsWeakNetwork { get; init; }

    /// <summary>The step adds noise.</summary>
    public required bool NeedsNoise { get; init; }
}
