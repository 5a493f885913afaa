using System.Text.Json.Serialization;

namespace Diffusion.Contracts;

/// <summary>Guidance of one job: its kind, how strong it is, and when it acts.</summary>
public sealed record GuidanceRequest
{
    /// <summary>No guidance: the network alone.</summary>
    public static GuidanceRequest None { get; } = new() { Kind = GuidanceName.None };

    /// <summary>Where the guidance comes from.</summary>
    public required GuidanceName Kind { get; init; }

    /// <summary>
    /// The scale s. Classifier: the factor of ∇ log p(y|x), 0 is off. Classifier-free: ε = ε_y + (s−1)(ε_y − ε_null), 1 is off; so too
    /// autoguidance, against a weaker network.
    /// </summary>
    public double Scale { get; init; } = 1;

    /// <summary>The classifier's scale where both guidances act.</summary>
    public double ClassifierScale { get; init; } = 1;

    /// <summary>φ in [0, 1]: how far the guided output is brought back to the conditional one's contrast; 0 is off. Not for a classifier.</summary>
    public double Rescale { get; init; }

    /// <summary>Where DDPM takes the classifier's gradient.</summary>
    public GradientPointName GradientAt { get; init; } = GradientPointName.Sample;

    /// <summary>
    /// The timesteps at which guidance acts: [lowest, highest] or "all". Left out: all, but with DDIM, DPM-Solver++ and Heun a
    /// classifier waits until ᾱ reaches 0.001.
    /// </summary>
    [JsonConverter(typeof(TimestepRangeJsonConverter))]
    public TimestepRange? Interval { get; init; }

    /// <summary>How the scale changes over the chain: [timestep, factor] pairs in ascending order, linear in between.</summary>
    [JsonConverter(typeof(TimestepFactorsJsonConverter))]
    public TimestepFactors? Schedule { get; init; }
}
