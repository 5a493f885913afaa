namespace Diffusion.Contracts;

/// <summary>
/// Images between pairs of seeds: what each chain starts from lies on the arc between the two seeds' starts, in even steps with both
/// ends. Image i belongs to pair i / count and stands at i modulo count; a pair has one label. Only for samplers without noise.
/// </summary>
/// <param name="pairs">The seeds at both ends.</param>
/// <param name="count">Images of a pair, both ends with them: 2 or more.</param>
public sealed class Interpolation(IEnumerable<(ulong First, ulong Second)> pairs, int count) : IEquatable<Interpolation>
{
    /// <summary>The seeds at both ends, in the order of the images.</summary>
    public IReadOnlyList<(ulong First, ulong Second)> Pairs { get; } = [.. pairs];

    /// <summary>Images of a pair.</summary>
    public int Count { get; } = count;

    /// <summary>How far from its pair's first seed an image stands, 0 to 1.</summary>
    public double Share(int image) => (double)(image % Count) / (Count - 1);

    /// <summary>The pair that an image belongs to.</summary>
    public (ulong First, ulong Second) Pair(int image) => Pairs[image / Count];

    /// <inheritdoc />
    public bool Equals(Interpolation? other) => other is not null && Count == other.Count && Pairs.SequenceEqual(other.Pairs);

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as Interpolation);

    /// <inheritdoc />
    public override int GetHashCode() => Pairs.Aggregate(Count, (hash, pair) => HashCode.Combine(hash, pair));
}
