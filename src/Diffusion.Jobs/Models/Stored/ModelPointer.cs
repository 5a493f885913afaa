namespace Diffusion.Jobs;

/// <summary>Which version of a model new jobs get: the blob <c>{name}/current.json</c>. Jobs that are planned keep theirs.</summary>
public sealed record ModelPointer
{
    /// <summary>Versions that are remembered for a rollback.</summary>
    public const int MostEarlier = 20;

    /// <summary>The format, for readers of later versions.</summary>
    public int Format { get; init; } = 1;

    /// <summary>The version in use.</summary>
    public required StoredVersion Current { get; init; }

    /// <summary>Versions that were in use before, the latest first.</summary>
    public IReadOnlyList<StoredVersion> Earlier { get; init; } = [];

    /// <summary>The same with another version in use; the one until now becomes the latest of the earlier ones.</summary>
    public ModelPointer Use(StoredVersion version) => new()
    {
        Current = version,
        Earlier = [.. Earlier.Prepend(Current).Where(earlier => earlier.Hash != version.Hash).Take(MostEarlier)],
    };

    /// <summary>The earlier version to go back to; null where there is none such.</summary>
    /// <param name="to">The beginning of its hash, or its version's name; null: the latest.</param>
    public StoredVersion? FindEarlier(string? to) =>
        Earlier.FirstOrDefault(earlier => to is null || earlier.Version == to || earlier.Hash.StartsWith(to, StringComparison.Ordinal));
}

/// <summary>A version of a model in the container.</summary>
/// <param name="Hash">SHA-256 of its card, which holds the hashes of its files.</param>
/// <param name="Version">What the card calls it.</param>
/// <param name="Since">When it was last put to use.</param>
public sealed record StoredVersion(string Hash, string Version, DateTimeOffset Since);
