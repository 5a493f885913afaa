namespace Diffusion.Jobs;

/// <summary>Says what a job id stands for. Written once: the same id with another content is refused.</summary>
public sealed record JobClaim
{
    /// <summary>The format, 1.</summary>
    public int Version { get; init; } = 1;

    /// <summary>Content hash of the job.</summary>
    public required string JobHash { get; init; }

    /// <summary>Where the job's folder is.</summary>
    public required string Prefix { get; init; }
}
