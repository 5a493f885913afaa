using System.Collections.Concurrent;
using Diffusion.Chaos.Service;
using Diffusion.Contracts;
using Diffusion.Jobs;

namespace Diffusion.Chaos.Load;

/// <summary>A downstream app that keeps up: counts the images of each job that is told, and removes the job.</summary>
internal sealed class ImageTaker(Storage storage)
{
    private const int Parallel = 4;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly ConcurrentDictionary<string, int> images = new(StringComparer.Ordinal);
    private int removed;

    /// <summary>Jobs that were taken.</summary>
    public int Jobs => removed;

    /// <summary>Images that were counted.</summary>
    public int Images => images.Values.Sum();

    /// <summary>How many images a job had; null while it has not been looked at.</summary>
    public int? ImagesOf(string jobId) => images.TryGetValue(jobId, out var count) ? count : null;

    /// <summary>Takes jobs as they are told, until all are taken.</summary>
    /// <exception cref="OperationCanceledException">It was stopped before.</exception>
    public Task TakeAsync(Completions completions, IReadOnlyList<JobRequest> jobs, CancellationToken cancellation) => System.Threading.Tasks.Parallel.ForEachAsync(
        jobs,
        new ParallelOptions { MaxDegreeOfParallelism = Parallel, CancellationToken = cancellation },
        async (job, token) =>
        {
            while (!completions.Has(job.Id!))
            {
                await Task.Delay(Pause, token);
            }

            images[job.Id!] = await CountAsync(job, token);
            while (!await TryRemoveAsync(job.Id!, token))
            {
                await Task.Delay(Pause, token);
            }

            Interlocked.Increment(ref removed);
        });

    private async Task<int> CountAsync(JobRequest job, CancellationToken cancellation)
    {
        var count = 0;
        await foreach (var _ in storage.Jobs.ListAsync($"{BlobNames.Folder(job.Prefix, job.Id!)}/images/", cancellation))
        {
            count++;
        }

        return count;
    }

    // Whoever tells holds the job for a moment more.
    private async Task<bool> TryRemoveAsync(string jobId, CancellationToken cancellation)
    {
        try
        {
            await storage.Deletion.DeleteAsync(jobId, cancellation);
            return true;
        }
        catch (JobStateException)
        {
            return false;
        }
    }
}
