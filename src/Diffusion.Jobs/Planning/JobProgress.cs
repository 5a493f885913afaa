using System.Globalization;
using System.Text.Json;
using Diffusion.Contracts;

namespace Diffusion.Jobs;

/// <summary>What the blobs say about a job. They are the only state.</summary>
public sealed class JobProgress(JobContainer container)
{
    /// <summary>The job's plan.</summary>
    /// <exception cref="JobStateException">There is none.</exception>
    public async Task<JobPlan> ReadPlanAsync(string prefix, string jobId, CancellationToken cancellation) =>
        await TryReadPlanAsync(prefix, jobId, cancellation)
        ?? throw new JobStateException($"Job {jobId} has no plan at {BlobNames.Plan(prefix, jobId)}.");

    /// <summary>The job's plan; null where there is none.</summary>
    public async Task<JobPlan?> TryReadPlanAsync(string prefix, string jobId, CancellationToken cancellation)
    {
        var content = await container.TryReadAsync(BlobNames.Plan(prefix, jobId), cancellation);
        try
        {
            return content is null ? null : JobsJson.Read(content, JobsJson.Default.JobPlan);
        }
        catch (JsonException exception)
        {
            throw new JobStateException($"{BlobNames.Plan(prefix, jobId)} is there, but is no plan: {exception.Message} Remove it, or use another prefix.");
        }
    }

    /// <summary>What a job's id stands for; null for an id that no planner has accepted.</summary>
    public async Task<JobClaim?> TryReadClaimAsync(string jobId, CancellationToken cancellation)
    {
        var content = await container.TryReadAsync(BlobNames.Claim(jobId), cancellation);
        return content is null ? null : JobsJson.Read(content, JobsJson.Default.JobClaim);
    }

    /// <summary>Batches whose manifest is there and is this job's: one call for 5,000 batches.</summary>
    public async Task<IReadOnlySet<int>> DoneBatchesAsync(JobPlan plan, CancellationToken cancellation)
    {
        var done = new HashSet<int>();
        var folder = BlobNames.BatchManifests(plan.Request.Prefix, plan.JobId());
        await foreach (var blob in container.ListAsync(folder, cancellation))
        {
            // Another job's folder may lie in this one, or somebody's blob: only what carries this job's hash is its work.
            if (BlobContent.IsOf(blob.Metadata, plan.JobHash)
                && int.TryParse(Path.GetFileNameWithoutExtension(blob.Name), NumberStyles.None, CultureInfo.InvariantCulture, out var batch)
                && blob.Name == BlobNames.BatchManifest(plan.Request.Prefix, plan.JobId(), batch))
            {
                done.Add(batch);
            }
        }

        return done;
    }

    /// <summary>How far a job is.</summary>
    public async Task<JobCount> StatusAsync(JobPlan plan, CancellationToken cancellation)
    {
        if (await EndAsync(plan, cancellation) is { } end)
        {
            return new JobCount(end, plan.Request.Count, plan.Request.Count);
        }

        var images = 0;
        await foreach (var blob in container.ListAsync(BlobNames.Images(plan.Request.Prefix, plan.JobId()), cancellation))
        {
            images += BlobContent.IsOf(blob.Metadata, plan.JobHash) ? 1 : 0;
        }

        return new JobCount(null, images, plan.Request.Count);
    }

    /// <summary>How a job ended; null while it runs.</summary>
    public async Task<JobState?> EndAsync(JobPlan plan, CancellationToken cancellation) =>
        await IsMarkedAsync(BlobNames.Success(plan.Request.Prefix, plan.JobId()), plan, cancellation) ? JobState.Completed
        : await IsMarkedAsync(BlobNames.Failure(plan.Request.Prefix, plan.JobId()), plan, cancellation) ? JobState.Failed
        : null;

    private async Task<bool> IsMarkedAsync(string name, JobPlan plan, CancellationToken cancellation) =>
        await container.TryReadPropertiesAsync(name, cancellation) is { } marker && BlobContent.IsOf(marker.Metadata, plan.JobHash);
}

/// <summary>How far a job is.</summary>
/// <param name="End">How it ended; null while it runs.</param>
/// <param name="Images">Images that are there.</param>
/// <param name="Of">Images that the job asks for.</param>
public sealed record JobCount(JobState? End, int Images, int Of);
