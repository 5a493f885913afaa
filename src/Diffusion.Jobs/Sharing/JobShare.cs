using Azure.Storage.Blobs;
using Diffusion.Contracts;
using Microsoft.Extensions.Options;

namespace Diffusion.Jobs;

/// <summary>
/// Lets somebody without rights of their own read a job's files for a while: a link for each file. One link for the whole folder
/// needs an account with a hierarchical namespace, and one for the container would open every job's.
/// </summary>
public sealed class JobShare(BlobServiceClient service, IOptions<StorageOptions> storage, JobContainer container, JobProgress progress, TimeProvider time)
{
    /// <summary>Makes the links to what is there of a job now; null for a job that no planner has accepted.</summary>
    /// <exception cref="InvalidOperationException">As <see cref="BlobSigner.CreateAsync"/>.</exception>
    public async Task<JobLinks?> CreateAsync(string jobId, TimeSpan life, CancellationToken cancellation)
    {
        if (!JobId.IsValid(jobId) || await progress.TryReadClaimAsync(jobId, cancellation) is not { } claim)
        {
            return null;
        }

        var signer = await BlobSigner.CreateAsync(service, storage.Value.Container, life, time, cancellation);
        return new JobLinks(signer.Expires, signer.IsDevelopment, LinksAsync(signer, BlobNames.Folder(claim.Prefix, jobId) + "/", claim.JobHash, cancellation));
    }

    private async IAsyncEnumerable<BlobLink> LinksAsync(
        BlobSigner signer, string folder, string jobHash, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var blob in container.ListAsync(folder, cancellation))
        {
            // Another job's folder may lie in this one, by its prefix.
            if (BlobContent.IsOf(blob.Metadata, jobHash))
            {
                yield return new BlobLink(blob.Name[folder.Length..], signer.Sign(blob.Name).AbsoluteUri);
            }
        }
    }
}

/// <summary>Links to a job's files.</summary>
/// <param name="Expires">When they end.</param>
/// <param name="IsDevelopment">Whether they are Azurite's, and protect nothing.</param>
/// <param name="Links">A link for each file, in the order of their names.</param>
public sealed record JobLinks(DateTimeOffset Expires, bool IsDevelopment, IAsyncEnumerable<BlobLink> Links);

/// <summary>A link to a file. Whoever has it can read the file, so it is as secret as the file.</summary>
/// <param name="Name">The file's name in the job's folder, as in the manifest.</param>
/// <param name="Url">The link.</param>
public sealed record BlobLink(string Name, string Url);
