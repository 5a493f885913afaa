using Diffusion.Contracts;

namespace Diffusion.Jobs;

/// <summary>Puts back the batches of a job that were given up, and those of a cancelled job that were not made.</summary>
public sealed class JobRedrive(JobContainer container)
{
    /// <summary>Number of batches that were put back, 0 where there was nothing to do; null for a job that is not there or was never planned.</summary>
    public async Task<int?> RedriveAsync(string jobId, CancellationToken cancellation)
    {
        await Task.CompletedTask;
        throw new NotImplementedException($"{container}{jobId}{cancellation}");
    }
}
