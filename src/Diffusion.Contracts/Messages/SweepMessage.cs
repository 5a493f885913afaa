namespace Diffusion.Contracts;

/// <summary>A reminder to look after a live job, in case whoever planned or finished it has died.</summary>
public sealed record SweepMessage
{
    /// <summary>The contract's version, 1.</summary>
    public int Version { get; init; } = JobRequest.CurrentVersion;

    /// <summary>The job.</summary>
    public required string JobId { get; init; }

    /// <summary>The folder that holds the job's folder.</summary>
    public required string Prefix { get; init; }

    /// <summary>Content hash of the job.</summary>
    public required string JobHash { get; init; }

    /// <summary>Images that were done at the last look.</summary>
    public int Done { get; init; }

    /// <summary>Looks in a row at which nothing had moved.</summary>
    public int Quiet { get; init; }
}
