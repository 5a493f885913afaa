using System.Text.Json.Serialization;

namespace Diffusion.Contracts;

/// <summary>The last word on a job, on the queue "generation-completed". May come more than once; id and state tell repeats, since a job that is redriven ends again.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
public sealed record JobCompleted
{
    /// <summary>The contract's version, 1.</summary>
    public int Version { get; init; } = JobRequest.CurrentVersion;

    /// <summary>The job.</summary>
    public required string JobId { get; init; }

    /// <summary>How it ended.</summary>
    public required JobState State { get; init; }

    /// <summary>Images that are there.</summary>
    public required int Images { get; init; }

    /// <summary>Images that could not be made.</summary>
    public int FailedImages { get; init; }

    /// <summary>The job's folder in the container; null for a rejected job.</summary>
    public string? Folder { get; init; }

    /// <summary>The manifest's blob; null for a job that has none.</summary>
    public string? Manifest { get; init; }

    /// <summary>The record of a rejection or failure; null for a job without.</summary>
    public string? Record { get; init; }

    /// <summary>Content hash of the job; null where it could not be read.</summary>
    public string? JobHash { get; init; }

    /// <summary>Why the job was rejected or failed, one sentence each; empty for a completed job.</summary>
    public IReadOnlyList<string> Reasons { get; init; } = [];

    /// <summary>The W3C trace that the job belongs to, for whoever goes on with its images; null where nobody traces.</summary>
    public string? TraceParent { get; init; }
}
