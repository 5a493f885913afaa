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

    /// <summary>
    /// The two ends of log Σ_k: log β̃_k and log β_k where the network's v ∈ [−1, 1] tells the place between them; where the variance is
    /// fixed, twice the same.
    /// </summary>
    /// <param name="variance">Not <see cref="VarianceKind.Learned"/>, which has no ends.</param>
    /// <param name="schedule">Of the chain, after respacing.</param>
    /// <param name="k">Index in <paramref name="schedule"/>.</param>
    public static (double Low, double High) RangeOfLog(this VarianceKind variance, NoiseSchedule schedule, int k)
    {
        var (small, large) = (schedule.Posterior.LogVarianceClipped[k], schedule.Posterior.LogLargeVariance[k]);
        return variance switch
        {
            VarianceKind.FixedSmall => (small, small),
            VarianceKind.FixedLarge => (large, large),

            // Its upper end is β_0 at k = 0 too, where the fixed large variance is β̃_1, as in guided-diffusion.
            VarianceKind.LearnedRange => (small, Math.Log(schedule.Betas[k])),

            _ => throw new ArgumentOutOfRangeException(nameof(variance), variance, "A learned variance has no ends."),
        };
    }
}
