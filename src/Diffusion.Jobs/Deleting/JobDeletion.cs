namespace Diffusion.Jobs;

/// <summary>Removes jobs with all their blobs.</summary>
public sealed class JobDeletion(JobContainer container)
{
    /// <summary>Removes a job's blobs, after cancelling it where it still runs, and returns how many; null for a job that is not there.</summary>
    public async Task<int?> DeleteAsync(string jobId, CancellationToken cancellation)
    {
        await Task.CompletedTask;
        throw new NotImplementedException($"{container}{jobId}{cancellation}");
    }
}
