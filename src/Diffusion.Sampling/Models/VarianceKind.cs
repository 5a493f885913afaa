namespace Diffusion.Sampling;

/// <summary>Where the variance Σ of a DDPM step comes from.</summary>
public enum VarianceKind
{
    /// <summary>β̃_t, the variance of the posterior (Ho et al. 2020, eq. 7).</summary>
    FixedSmall,

    /// <summary>β_t, but β̃_1 at the last step (Ho et al. 2020, section 3.2).</summary>
    FixedLarge,

    /// <summary>The network's second C output channels are log Σ.</summary>
    Learned,

    /// <summary>The network's second C output channels v in [−1, 1] interpolate between log β̃_t and log β_t (Nichol and Dhariwal 2021, eq. 15).</summary>
    LearnedRange,
}

public static class VarianceKinds
{
    /// <summary>Whether the network has 2C output channels, of which the second half tells the variance.</summary>
    public static bool IsLearned(this VarianceKind variance) => variance is VarianceKind.Learned or VarianceKind.LearnedRange;
}
