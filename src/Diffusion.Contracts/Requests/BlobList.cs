namespace Diffusion.Contracts;

/// <summary>Names of blobs, in the order of use.</summary>
public sealed class BlobList(params IEnumerable<string> names) : IEquatable<BlobList>
{
    /// <summary>At least one.</summary>
    public IReadOnlyList<string> Names { get; } = [.. names];

    /// <inheritdoc />
    public bool Equals(BlobList? other) => other is not null && Names.SequenceEqual(other.Names, StringComparer.Ordinal);

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as BlobList);

    /// <inheritdoc />
    public override int GetHashCode() => Names.Aggregate(17, (hash, name) => HashCode.Combine(hash, name));
}
