using Azure;
using Diffusion.Contracts;

namespace Diffusion.Jobs;

/// <summary>The blobs that decide how jobs end.</summary>
public sealed class JobEnds(JobContainer container, TimeProvider time)
{
    private const string StateKey = "state";
    private const string AnnouncedKey = "announced";

    /// <summary>Decides the end, unless it was decided before; returns what holds.</summary>
    /// <exception cref="JobStateException">It was decided for another job of this id.</exception>
    public async Task<DecidedEnd> DecideAsync(string jobId, string jobHash, JobState state, CancellationToken cancellation)
    {
        var end = new JobEnd { JobHash = jobHash, State = state, Time = time.GetUtcNow() };
        var kind = BlobContent.Json.Of(jobHash).With(StateKey, state.ToString());
        await container.TryCreateAsync(BlobNames.End(jobId), JobsJson.Write(end, JobsJson.Default.JobEnd), kind, cancellation);
        return await TryReadAsync(jobId, jobHash, cancellation)
            ?? throw new JobStateException($"{BlobNames.End(jobId)} is there, but does not belong to the job with hash {jobHash}. Delete the old job, or use another id.");
    }

    /// <summary>The decided end, and whether everybody was told; null where nothing is decided for this job.</summary>
    public async Task<DecidedEnd?> TryReadAsync(string jobId, string jobHash, CancellationToken cancellation) =>
        await container.TryReadPropertiesAsync(BlobNames.End(jobId), cancellation) is { } properties
            && BlobContent.IsOf(properties.Metadata, jobHash)
            && properties.Metadata.TryGetValue(StateKey, out var text)
            && Enum.TryParse<JobState>(text, out var state)
                ? new DecidedEnd(state, properties.Metadata.ContainsKey(AnnouncedKey), properties.ETag)
                : null;

    /// <summary>Whether the job could not be brought to its end.</summary>
    public async Task<bool> IsGivenUpAsync(string jobId, string jobHash, CancellationToken cancellation) =>
        await container.TryReadPropertiesAsync(BlobNames.GivenUp(jobId), cancellation) is { } properties && BlobContent.IsOf(properties.Metadata, jobHash);

    /// <summary>Whether the job's id is still its own: a job that was deleted has none.</summary>
    public async Task<bool> IsClaimedAsync(JobPlan plan, CancellationToken cancellation) =>
        await container.TryReadPropertiesAsync(BlobNames.Claim(plan.JobId()), cancellation) is not null;

    /// <summary>Removes the end of another job that had this id.</summary>
    public async Task ForgetOthersAsync(string jobId, string jobHash, CancellationToken cancellation)
    {
        if (await container.TryReadPropertiesAsync(BlobNames.End(jobId), cancellation) is { } properties && !BlobContent.IsOf(properties.Metadata, jobHash))
        {
            await container.DeleteAsync(BlobNames.End(jobId), cancellation);
        }
    }

    /// <summary>Removes this job's end, and no other's.</summary>
    public Task ForgetAsync(string jobId, string jobHash, CancellationToken cancellation) => container.DeleteOfJobAsync(BlobNames.End(jobId), jobHash, cancellation);

    /// <summary>
    /// Notes that everybody was told of an end. Until then telling is repeated, by whoever comes next. Does nothing where that end was taken back
    /// since: a job that was redriven has another.
    /// </summary>
    public Task NoteAnnouncedAsync(string jobId, string jobHash, DecidedEnd told, CancellationToken cancellation) => container.TrySetMetadataAsync(
        BlobNames.End(jobId), BlobContent.Json.Of(jobHash).With(StateKey, told.State.ToString()).With(AnnouncedKey, "true").Metadata!, told.Version, cancellation);
}

/// <summary>A decided end.</summary>
/// <param name="State">The end.</param>
/// <param name="IsAnnounced">Whether the status, the completion message and all else that tells it were written.</param>
/// <param name="Version">The blob's version, which tells this end from a later one.</param>
public sealed record DecidedEnd(JobState State, bool IsAnnounced, ETag Version)
{
    /// <summary>Whether nothing more is to be done for the job: its own end counts once it was told, a cancelled job's is told by whoever cancels it.</summary>
    public bool IsOver => IsAnnounced || State == JobState.Cancelled;
}
