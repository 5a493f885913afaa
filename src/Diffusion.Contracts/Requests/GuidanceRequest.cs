namespace Diffusion.Contracts;

/// <summary>Guidance of one job: its kind and its scale s.</summary>
public sealed record GuidanceRequest
{
    /// <summary>No guidance: the network alone.</summary>
    public static GuidanceRequest None { get; } = new() { Kind = GuidanceName.None };

    /// <summary>Where the guidance comes from.</summary>
    public required GuidanceName Kind { get; init; }

    /// <summary>
    /// The scale s. Classifier: the factor of ∇ log p(y|x), 0 is off. Classifier-free: ε = ε_y + (s−1)(ε_y − ε_null), 1 is off.
    /// </summary>
    public double Scale { get; init; } = 1;
}
