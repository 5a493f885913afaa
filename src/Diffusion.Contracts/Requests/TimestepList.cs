namespace Diffusion.Contracts;

/// <summary>The timesteps that a chain visits, ascending. JSON: [0, 250, 500, 999].</summary>
public sealed class TimestepList(params IEnumerable<int> values) : IEquatable<TimestepList>
{
    /// <summary>Most timesteps of a list: as many as a model may have.</summary>
    public const int MaxCount = 10_000;

    /// <summary>1 to <see cref="MaxCount"/> timesteps.</summary>
    public IReadOnlyList<int> Values { get; } = [.. values];

    /// <inheritdoc />
    public bool Equals(TimestepList? other) => other is not null && Values.SequenceEqual(other.Values);

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as TimestepList);

    /// <inheritdoc />
    public override int GetHashCode() => Values.Aggregate(17, (hash, value) => HashCode.Combine(hash, value));
}
