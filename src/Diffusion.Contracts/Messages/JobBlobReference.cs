namespace Diffusion.Contracts;

/// <summary>Stands on the queue for a job that is too large for a message: the job's JSON lies in a blob of the jobs' container.</summary>
public sealed record JobBlobReference
{
    /// <summary>The contract's version, 1.</summary>
    public int Version { get; init; } = JobRequest.CurrentVersion;

    /// <summary>The blob's name in the container, such as "inbox/big.json".</summary>
    public required string JobBlob { get; init; }

    /// <summary>The W3C trace that the job belongs to (<see cref="Contracts.TraceParent"/>).</summary>
    public string? TraceParent { get; init; }
}
