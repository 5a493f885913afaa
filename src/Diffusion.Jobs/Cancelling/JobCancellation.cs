using Diffusion.Contracts;

namespace Diffusion.Jobs;

/// <summary>Stops jobs. Running batches stop within a step of hearing of it; images that are there stay.</summary>
public sealed class JobCancellation(JobContainer container)
{
    /// <summary>Cancels a job and returns its status: cancelled, or how it had ended before. null for a job that is not there.</summary>
    public async Task<JobStatus?> CancelAsync(string jobId, CancellationToken cancellation)
    {
        await Task.CompletedTask;
        throw new NotImplementedException($"{container}{jobId}{cancellation}");
    }
}
