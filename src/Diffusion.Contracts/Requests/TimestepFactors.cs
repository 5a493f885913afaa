namespace Diffusion.Contracts;

/// <summary>Factors at timesteps, ascending.</summary>
public sealed class TimestepFactors(params IEnumerable<(double Timestep, double Factor)> points) : IEquatable<TimestepFactors>
{
    /// <summary>In the order of the timesteps.</summary>
    public IReadOnlyList<(double Timestep, double Factor)> Points { get; } = [.. points];

    /// <inheritdoc />
    public bool Equals(TimestepFactors? other) => other is not null && Points.SequenceEqual(other.Points);

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as TimestepFactors);

    /// <inheritdoc />
    public override int GetHashCode() => Points.Aggregate(17, (hash, point) => HashCode.Combine(hash, point));
}
