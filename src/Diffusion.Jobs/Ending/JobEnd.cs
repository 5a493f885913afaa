using Diffusion.Contracts;

namespace Diffusion.Jobs;

/// <summary>How a job ends. Whoever writes it first decides: a job is cancelled or comes to its own end, never both.</summary>
public sealed record JobEnd
{
    /// <summary>The format, 1.</summary>
    public int Version { get; init; } = 1;

    /// <summary>Content hash of the job.</summary>
    public required string JobHash { get; init; }

    /// <summary>The end.</summary>
    public required JobState State { get; init; }

    /// <summary>When it was decided.</summary>
    public required DateTimeOffset Time { get; init; }
}
