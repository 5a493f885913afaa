using System.Text.Json.Serialization;

namespace Diffusion.Contracts;

/// <summary>How far a job is, at jobs/{jobId}/status.json. While it runs this is a few seconds old; at the end it is exact.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
public sealed record JobStatus
{
    /// <summary>The most failures that are listed; the manifest has all.</summary>
    public const int MaxFailures = 100;

    /// <summary>The contract's version, 1.</summary>
    public int Version { get; init; } = JobRequest.CurrentVersion;

    /// <summary>The job.</summary>
    public required string JobId { get; init; }

    /// <summary>Where it stands.</summary>
    public required JobState State { get; init; }

    /// <summary>Images that are there. While the job runs, images that failed may be among them.</summary>
    public int Done { get; init; }

    /// <summary>Images that the job asks for; 0 where that could not be read.</summary>
    public int Total { get; init; }

    /// <summary>Images that could not be made; known at the end.</summary>
    public int Failed { get; init; }

    /// <summary>Images a second, lately; null before there are any.</summary>
    public double? ImagesPerSecond { get; init; }

    /// <summary>Seconds that are left at that rate; null where it is not known, and at the end.</summary>
    public double? SecondsLeft { get; init; }

    /// <summary>When the job was first seen.</summary>
    public required DateTimeOffset Queued { get; init; }

    /// <summary>When its first image was begun; null while it waits.</summary>
    public DateTimeOffset? Started { get; init; }

    /// <summary>When this was written.</summary>
    public required DateTimeOffset Updated { get; init; }

    /// <summary>When it ended; null before.</summary>
    public DateTimeOffset? Ended { get; init; }

    /// <summary>The job's folder in the container; null before it is planned.</summary>
    public string? Folder { get; init; }

    /// <summary>The model.</summary>
    public string? Model { get; init; }

    /// <summary>Who asked.</summary>
    public string? Submitter { get; init; }

    /// <summary>Content hash of the job; null where it could not be read.</summary>
    public string? JobHash { get; init; }

    /// <summary>Images that could not be made, and why: the first <see cref="MaxFailures"/>.</summary>
    public IReadOnlyList<JobFailure> Failures { get; init; } = [];

    /// <summary>Why the job was rejected, failed or cancelled, one sentence each.</summary>
    public IReadOnlyList<string> Reasons { get; init; } = [];

    /// <summary>The service's own: how often the job was redriven after its end. What a batch that began before then tells late does not count.</summary>
    public int Round { get; init; }

    /// <summary>The service's own count: images done with in each lane of batches. Each only grows, so that counting twice changes nothing.</summary>
    public IReadOnlyList<int> Lanes { get; init; } = [];
}

/// <summary>An image that could not be made.</summary>
/// <param name="Index">Its index in the job.</param>
/// <param name="Error">Why.</param>
public sealed record JobFailure(int Index, string Error);
