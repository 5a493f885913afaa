using Diffusion.Contracts;

namespace Diffusion.Jobs;

/// <summary>How often the message of a job came back from the poison queue, and the last error of its planner.</summary>
public sealed record PlanningAttempts
{
    /// <summary>The format, 1.</summary>
    public int Version { get; init; } = 1;

    /// <summary>How often it came back.</summary>
    public int Generation { get; init; }

    /// <summary>The planner's last error since then; null where its hosts only vanished.</summary>
    public string? Error { get; init; }

    /// <summary>Whether the storage failed rather than the job.</summary>
    public bool IsTransient { get; init; }

    /// <summary>What is recorded of a job; nothing yet where there is no record.</summary>
    public static async Task<PlanningAttempts> ReadAsync(JobContainer container, string jobId, CancellationToken cancellation) =>
        await container.TryReadAsync(BlobNames.Planning(jobId), cancellation) is { } content ? JobsJson.Read(content, JobsJson.Default.PlanningAttempts) : new PlanningAttempts();

    /// <summary>Records this of a job.</summary>
    public Task WriteAsync(JobContainer container, string jobId, CancellationToken cancellation) =>
        container.WriteAsync(BlobNames.Planning(jobId), JobsJson.Write(this, JobsJson.Default.PlanningAttempts), BlobContent.Json, cancellation);
}
