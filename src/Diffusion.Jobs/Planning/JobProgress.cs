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
        return content is null ? null : JobsJson.Read(content, JobsJson.Default.JobPlan);
    }

    /// <summary>The folder that holds a job's folder; null for an id that no planner has seen.</summary>
    public async Task<string?> FindPrefixAsync(string jobId, CancellationToken cancellation)
    {
        var content = await container.TryReadAsync(BlobNames.Claim(jobId), cancellation);
        return content is null ? null : JobsJson.Read(content, JobsJson.Default.JobClaim).Prefix;
    }

    /// <summary>Batches whose manifest is there: one call for 5,000 batches.</summary>
    public async Task<IReadOnlySet<int>> DoneBatchesAsync(JobPlan plan, CancellationToken cancellation)
    {
        var done = new HashSet<int>();
        var folder = BlobNames.BatchManifests(plan.Request.Prefix, plan.JobId());
        await foreach (var blob in container.ListAsync(folder, cancellation))
        {
            if (int.TryParse(Path.GetFileNameWithoutExtension(blob.Name), out var batch))
            {
                done.Add(batch);
            }
        }

        return done;
    }

    /// <summary>How far a job is.</summary>
    public async Task<JobStatus> StatusAsync(JobPlan plan, CancellationToken cancellation)
    {
        if (await EndAsync(plan, cancellation) is { } end)
        {
            return new JobStatus(end, plan.Request.Count, plan.Request.Count);
        }

        var images = 0;
        await foreach (var _ in container.ListAsync(BlobNames.Images(plan.Request.Prefix, plan.JobId()), cancellation))
        {
            images++;
        }

        return new JobStatus(null, images, plan.Request.Count);
    }

    /// <summary>How a job ended; null while it runs.</summary>
    public async Task<JobState?> EndAsync(JobPlan plan, CancellationToken cancellation) =>
        await container.TryReadPropertiesAsync(BlobNames.Success(plan.Request.Prefix, plan.JobId()), cancellation) is not null ? JobState.Completed
        : await container.TryReadPropertiesAsync(BlobNames.Failure(plan.Request.Prefix, plan.JobId()), cancellation) is not null ? JobState.Failed
        : null;
}

/// <summary>How far a job is.</summary>
/// <param name="End">How it ended; null while it runs.</param>
/// <param name="Images">Images that are there.</param>
/// <param name="Of">Images that the job asks for.</param>
public sealed record JobStatus(JobState? End, int Images, int Of);
