namespace Diffusion.Contracts;

/// <summary>Guidance scales of one job, in the order of use.</summary>
public sealed class GuidanceScales(params IEnumerable<double> values) : IEquatable<GuidanceScales>
{
    /// <summary>Most scales of a job. Each has a plan of its own.</summary>
    public const int MaxCount = 64;

    /// <summary>1 to <see cref="MaxCount"/> scales.</summary>
    public IReadOnlyList<double> Values { get; } = [.. values];

    /// <inheritdoc />
    public bool Equals(GuidanceScales? other) => other is not null && Values.SequenceEqual(other.Values);

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as GuidanceScales);

    /// <inheritdoc />
    public override int GetHashCode() => Values.Aggregate(17, (hash, value) => HashCode.Combine(hash, value));
}
