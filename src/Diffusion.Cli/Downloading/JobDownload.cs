using Diffusion.Contracts;
using Diffusion.Jobs;

namespace Diffusion.Cli;

/// <summary>Copies a job's folder from the container.</summary>
internal sealed class JobDownload(JobProgress progress, JobContainer container)
{
    private const int Parallel = 8;

    /// <summary>Writes the job's files below a folder, in their own order of folders, and returns how many.</summary>
    public async Task<int> RunAsync(string jobId, string folder, CancellationToken cancellation)
    {
        var claim = await progress.TryReadClaimAsync(jobId, cancellation)
            ?? throw new CommandException($"There is no job {jobId}. See its id where it was submitted; a rejected job has no files.");
        var source = BlobNames.Folder(claim.Prefix, jobId) + "/";
        var files = 0;
        await System.Threading.Tasks.Parallel.ForEachAsync(
            container.ListAsync(source, cancellation),
            new ParallelOptions { MaxDegreeOfParallelism = Parallel, CancellationToken = cancellation },
            async (blob, token) =>
            {
                // Another job's folder may lie in this one, by its prefix.
                if (!BlobContent.IsOf(blob.Metadata, claim.JobHash))
                {
                    return;
                }

                var name = blob.Name;
                var target = Path.GetFullPath(Path.Combine(folder, name[source.Length..]));
                if (!BlobPath.IsInside(name[source.Length..]))
                {
                    throw new CommandException($"The blob {name} has a name that this service never gives. Remove it from the job's folder.");
                }

                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                var content = await container.TryReadAsync(name, token) ?? throw new CommandException($"{name} was there and is gone.");
                await File.WriteAllBytesAsync(target, content.ToArray(), token);
                Interlocked.Increment(ref files);
            });
        return files;
    }
}
