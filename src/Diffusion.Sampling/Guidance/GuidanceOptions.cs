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
    /// conditional network alone and 0 the unconditional one.
    /// </summary>
    public double Scale { get; init; } = 1;

    /// <summary>false: the network sees the null class, so only the classifier knows the label.</summary>
    public bool NetworkSeesLabel { get; init; } = true;

    /// <summary>
    /// When guidance acts. null: at every timestep, except that the score form (DDIM with a classifier) waits for
    /// ᾱ_t ≥ <see cref="SmallestAlphaBarOfScoreForm"/>. <see cref="GuidanceInterval.All"/>: everywhere, as in guided-diffusion.
    /// </summary>
    public GuidanceInterval? Interval { get; init; }
}
