namespace Diffusion.Jobs;

/// <summary>The batches that one redrive puts back. They run in lanes as a job's own: place p is followed by place p + window.</summary>
public sealed record RedriveList
{
    /// <summary>The format, 1.</summary>
    public int Version { get; init; } = 1;

    /// <summary>Content hash of the job.</summary>
    public required string JobHash { get; init; }

    /// <summary>Batches, ascending.</summary>
    public required IReadOnlyList<int> Batches { get; init; }
}
