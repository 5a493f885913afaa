using System.Text.Json.Serialization;

namespace Diffusion.Contracts;

/// <summary>The record of a message that was not accepted or could not be worked on, at rejected/{messageId}.json.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
public sealed record JobRejected
{
    /// <summary>The contract's version, 1.</summary>
    public int Version { get; init; } = JobRequest.CurrentVersion;

    /// <summary>The queue message.</summary>
    public required string MessageId { get; init; }

    /// <summary>The queue it came from.</summary>
    public required string Queue { get; init; }

    /// <summary>The job, where an id could be read.</summary>
    public string? JobId { get; init; }

    /// <summary>Everything that is wrong, not just the first thing.</summary>
    public required IReadOnlyList<JobProblem> Problems { get; init; }

    /// <summary>The first characters of the message.</summary>
    public required string Message { get; init; }
}
