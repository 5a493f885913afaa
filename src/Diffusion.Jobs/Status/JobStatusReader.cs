using Diffusion.Contracts;

namespace Diffusion.Jobs;

/// <summary>Tells how far a job is, to whoever knows its id.</summary>
public sealed class JobStatusReader(JobStatusBlob statuses)
{
    /// <summary>The status; null for an id that nobody has submitted, or whose job was deleted.</summary>
    public Task<FoundJobStatus?> TryReadAsync(string jobId, CancellationToken cancellation) => statuses.TryReadAsync(jobId, cancellation);
}

/// <summary>A job's status as it was read.</summary>
/// <param name="Status">The status.</param>
/// <param name="ETag">Changes whenever the status does; in quotes, as HTTP has it.</param>
public sealed record FoundJobStatus(JobStatus Status, string ETag);
