namespace Diffusion.Sampling;

/// <summary>Which guidance acts, how strongly, and when.</summary>
public sealed record GuidanceOptions
{
    /// <summary>The largest scale accepted.</summary>
    public const double LargestScale = 100;

    /// <summary>Below this ᾱ_t the score form of classifier guidance is off unless an interval is given.</summary>
    public const double SmallestAlphaBarOfScoreForm = 1e-3;

    public static GuidanceOptions None { get; } = new();

    public GuidanceKind Kind { get; init; }

    /// <summary>
    /// s in [0, 100]. Classifier: the gradient's factor, 0 is off. Classifier-free: ε_y + (s − 1)·(ε_y − ε_null), so 1 is the
    /// conditional network alone and 0 the unconditional one; autoguidance the same with the weaker network in place of ε_null.
    /// </summary>
    public double Scale { get; init; } = 1;

    /// <summary>The classifier's scale where <see cref="GuidanceKind.Both"/> act, in [0, 100].</summary>
    public double ClassifierScale { get; init; } = 1;

    /// <summary>How the scales change over the chain, in ascending timesteps. null: not at all.</summary>
    public IReadOnlyList<GuidanceFactor>? Schedule { get; init; }

    /// <summary>
    /// φ in [0, 1]: how far the guided output is brought back to the conditional one's standard deviation, image by image
    /// (Lin et al. 2024, eqs. 15 and 16). Classifier-free guidance and autoguidance only; 0 is off.
    /// </summary>
    public double Rescale { get; init; }

    /// <summary>Where the classifier's gradient is taken; <see cref="GradientPoint.Mean"/> needs the sampler DDPM.</summary>
    public GradientPoint GradientAt { get; init; } = GradientPoint.Sample;

    /// <summary>false: the network sees the null class, so only the classifier knows the label.</summary>
    public bool NetworkSeesLabel { get; init; } = true;

    /// <summary>
    /// When guidance acts. null: at every timestep, except that the score form (DDIM with a classifier) waits for
    /// ᾱ_t ≥ <see cref="SmallestAlphaBarOfScoreForm"/>. <see cref="GuidanceInterval.All"/>: everywhere, as in guided-diffusion.
    /// </summary>
    public GuidanceInterval? Interval { get; init; }

    /// <summary>A classifier's gradient is asked for.</summary>
    internal bool HasClassifier => Kind is GuidanceKind.Classifier or GuidanceKind.Both;
}
