using System.Text.Json.Serialization;

namespace Diffusion.Contracts;

/// <summary>Guidance of one job: its kind, how strong it is, and when it acts.</summary>
public sealed record GuidanceRequest
{
    private readonly double? scale;

    /// <summary>No guidance: the network alone.</summary>
    public static GuidanceRequest None { get; } = new() { Kind = GuidanceName.None };

    /// <summary>Where the guidance comes from.</summary>
    public required GuidanceName Kind { get; init; }

    /// <summary>
    /// The scale s. Classifier: the factor of ∇ log p(y|x), 0 is off. Classifier-free: ε = ε_y + (s−1)(ε_y − ε_null), 1 is off; so too
    /// autoguidance, against a weaker network. Both: the classifier-free scale. Null where <see cref="Scales"/> are given instead.
    /// </summary>
    public double? Scale
    {
        get => scale ?? (Scales is null ? 1 : null);

        // Said or left out, a scale of 1 is the same request.
        init => scale = value is 1 ? null : value;
    }

    /// <summary>
    /// Scales in place of <see cref="Scale"/>. Images get the first until every label, with every start image, has had its turn; then the
    /// second, and so on around: so each label gets each scale. Left out: one scale for all.
    /// </summary>
    [JsonConverter(typeof(GuidanceScalesJsonConverter))]
    public GuidanceScales? Scales { get; init; }

    /// <summary>The classifier's scale where both guidances act; one for all images.</summary>
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

    /// <summary>This guidance with one of its scales, by its number modulo their count; itself where there is one scale.</summary>
    public GuidanceRequest OfScale(long number) =>
        Scales is null ? this : this with { Scale = Scales.Values[(int)(number % Scales.Values.Count)], Scales = null };
}
