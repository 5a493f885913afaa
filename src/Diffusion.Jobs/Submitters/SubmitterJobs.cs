using Diffusion.Contracts;
using Microsoft.Extensions.Options;

namespace Diffusion.Jobs;

/// <summary>How many live jobs a submitter has: a small blob for each, there while the job lives. One call for a count.</summary>
public sealed class SubmitterJobs(JobContainer container, JobProgress progress, JobEnds ends, IOptions<JobLimits> limits)
{
    // Where a host died between a job's end and its blob's: so many of the oldest are looked into before anybody is refused.
    private const int Doubted = 32;

    /// <summary>The problem of a submitter who has too many live jobs; null where one more may come.</summary>
    public async Task<JobProblem?> CheckAsync(JobRequest request, CancellationToken cancellation)
    {
        var limit = limits.Value.MaxJobsPerSubmitter;
        var live = await LiveAsync(request, cancellation);
        if (live.Count < limit)
        {
            return null;
        }

        foreach (var job in live.OrderBy(job => job.Since).Take(Doubted))
        {
            if (await HasEndedAsync(job, cancellation))
            {
                await container.DeleteAsync(BlobNames.Submitter(request.Submitter ?? "", job.Id), cancellation);
                return await CheckAsync(request, cancellation);
            }
        }

        return new JobProblem("submitter", request.Submitter is null ? "left out" : $"\"{request.Submitter}\"",
            $"a submitter has at most {limit} jobs at once, and this one has {live.Count} (limit MaxJobsPerSubmitter)", "Wait until some have ended, or cancel some.");
    }

    /// <summary>Counts a job.</summary>
    public Task AddAsync(JobPlan plan, CancellationToken cancellation) =>
        container.TryCreateAsync(Name(plan), BinaryData.FromString(""), BlobContent.Marker.Of(plan.JobHash), cancellation);

    /// <summary>Counts a job no more.</summary>
    public Task RemoveAsync(JobPlan plan, CancellationToken cancellation) => container.DeleteAsync(Name(plan), cancellation);

    private static string Name(JobPlan plan) => BlobNames.Submitter(plan.Request.Submitter ?? "", plan.JobId());

    private async Task<List<LiveJob>> LiveAsync(JobRequest request, CancellationToken cancellation)
    {
        var folder = BlobNames.Submitter(request.Submitter ?? "");
        var live = new List<LiveJob>();
        await foreach (var blob in container.ListAsync(folder, cancellation))
        {
            if (blob.Name[folder.Length..] != request.Id)
            {
                live.Add(new LiveJob(blob.Name[folder.Length..], blob.Metadata.TryGetValue(BlobContent.JobHashKey, out var hash) ? hash : "", blob.Properties.CreatedOn ?? default));
            }

            if (live.Count >= limits.Value.MaxJobsPerSubmitter)
            {
                break;
            }
        }

        return live;
    }

    private async Task<bool> HasEndedAsync(LiveJob job, CancellationToken cancellation) =>
        await ends.TryReadAsync(job.Id, job.Hash, cancellation) is not null
        || await ends.IsGivenUpAsync(job.Id, job.Hash, cancellation)
        || await progress.TryReadClaimAsync(job.Id, cancellation) is not { } claim || claim.JobHash != job.Hash;

    private sealed record LiveJob(string Id, string Hash, DateTimeOffset Since);
}
