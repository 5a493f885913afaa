using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Azure.Storage.Blobs.Models;
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

    /// <summary>Whether a host holds one of the job's batches.</summary>
    public async Task<bool> IsWorkedOnAsync(string jobId, CancellationToken cancellation)
    {
        await foreach (var blob in container.ListAsync(BlobNames.BatchLocks(jobId), cancellation))
        {
            if (blob.Properties.LeaseState == LeaseState.Leased)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Batches whose manifest is there and is this job's: one call for 5,000 batches.</summary>
    public async Task<IReadOnlySet<int>> DoneBatchesAsync(JobPlan plan, CancellationToken cancellation) =>
        (await EndedBatchesAsync(plan, cancellation)).Done;

    /// <summary>The same, and which of them ended with images missing.</summary>
    public async Task<(IReadOnlySet<int> Done, IReadOnlyList<int> Failed)> EndedBatchesAsync(JobPlan plan, CancellationToken cancellation)
    {
        var (done, failed) = (new HashSet<int>(), new List<int>());
        await foreach (var (batch, metadata) in ListAsync(plan, cancellation))
        {
            done.Add(batch);
            if (metadata.ContainsKey(BatchEnd.FailedKey))
            {
                failed.Add(batch);
            }
        }

        return (done, failed);
    }

    private async IAsyncEnumerable<(int Batch, IDictionary<string, string> Metadata)> ListAsync(JobPlan plan, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var folder = BlobNames.BatchManifests(plan.Request.Prefix, plan.JobId());
        await foreach (var blob in container.ListAsync(folder, cancellation))
        {
            // Another job's folder may lie in this one, or somebody's blob: only what carries this job's hash is its work.
            if (BlobContent.IsOf(blob.Metadata, plan.JobHash)
                && int.TryParse(Path.GetFileNameWithoutExtension(blob.Name), NumberStyles.None, CultureInfo.InvariantCulture, out var batch)
                && blob.Name == BlobNames.BatchManifest(plan.Request.Prefix, plan.JobId(), batch))
            {
                yield return (batch, blob.Metadata);
            }
        }
    }
}
