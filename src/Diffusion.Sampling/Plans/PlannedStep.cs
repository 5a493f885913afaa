namespace Diffusion.Sampling;

/// <summary>One step of a plan, ready to be put into a row of the device batch.</summary>
public sealed record PlannedStep
{
    /// <summary>0 for the first step taken; also the draw of the step's noise.</summary>
    public required int Index { get; init; }

    /// <summary>The original timestep t of x_t, in [0, T).</summary>
    public required int Timestep { get; init; }

    /// <summary>What the networks see for it.</summary>
    public required float NetworkTime { get; init; }

    /// <summary>ᾱ of the image before the step.</summary>
    public required double AlphaBar { get; init; }

    /// <summary>ᾱ of the image after the step; 1 after the last one.</summary>
    public required double AlphaBarNext { get; init; }

    /// <summary>This step's row of the step graph's input `coefficients`, one entry a <see cref="StepColumn"/>.</summary>
    public required float[] Coefficients { get; init; }

    /// <summary>The classifier's gradient at x_t acts in this step.</summary>
    public required bool NeedsGradient { get; init; }

    /// <summary>The network with the null class acts in this step.</summary>
    public required bool NeedsNullPass { get; init; }

    /// <summary>The step adds noise.</summary>
    public required bool NeedsNoise { get; init; }
}
