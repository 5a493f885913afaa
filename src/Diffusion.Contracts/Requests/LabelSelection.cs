using System.Text.Json.Serialization;

namespace Diffusion.Contracts;

/// <summary>The classes of a job: all of the model's, or a list of class names or class numbers. JSON: "all", "disc", 3 or ["disc", "ring"].</summary>
[JsonConverter(typeof(LabelSelectionJsonConverter))]
public sealed class LabelSelection : IEquatable<LabelSelection>
{
    private LabelSelection(IReadOnlyList<string>? labels) => Labels = labels;

    /// <summary>Every class of the model, evenly.</summary>
    public static LabelSelection All { get; } = new(null);

    /// <summary>Names or numbers in the order of use; null means all.</summary>
    public IReadOnlyList<string>? Labels { get; }

    /// <summary>Some classes, by name or by number.</summary>
    public static LabelSelection Of(params IEnumerable<string> labels) => new([.. labels]);

    /// <inheritdoc />
    public bool Equals(LabelSelection? other) => other is not null
        && (Labels is null ? other.Labels is null : other.Labels is not null && Labels.SequenceEqual(other.Labels, StringComparer.Ordinal));

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as LabelSelection);

    /// <inheritdoc />
    public override int GetHashCode() => Labels is null ? 0 : Labels.Aggregate(17, (hash, label) => HashCode.Combine(hash, label));

    /// <inheritdoc />
    public override string ToString() => Labels is null ? "all" : string.Join(", ", Labels);
}
