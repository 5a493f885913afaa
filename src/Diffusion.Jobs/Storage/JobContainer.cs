using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Microsoft.Extensions.Options;

namespace Diffusion.Jobs;

/// <summary>The blobs of all jobs. Creating is conditional: a blob that is there stays as it is.</summary>
public sealed class JobContainer(BlobServiceClient service, IOptions<StorageOptions> options, BlobTags tags)
{
    private const int MaxPuts = 5;

    private readonly BlobContainerClient container = service.GetBlobContainerClient(options.Value.Container);

    /// <summary>Makes the private container where there is none yet.</summary>
    /// <exception cref="InvalidOperationException">It is there and open to everybody.</exception>
    public async Task EnsureAsync(CancellationToken cancellation)
    {
        if (await container.CreateIfNotExistsAsync(PublicAccessType.None, cancellationToken: cancellation) is null
            && (await container.GetPropertiesAsync(cancellationToken: cancellation)).Value.PublicAccess is { } access and not PublicAccessType.None)
        {
            throw new InvalidOperationException(
                $"The container {container.Name} lets everybody read it ({access}), but a job may be read only by who knows its id. Set its public access to none, or use another container.");
        }
    }

    /// <summary>Creates a blob; false where one of that name is already there.</summary>
    public Task<bool> TryCreateAsync(string name, BinaryData content, BlobContent kind, CancellationToken cancellation) =>
        TryCreateAsync(name, content.ToStream(), kind, cancellation);

    /// <summary>Creates a blob from a stream; false where one of that name is already there.</summary>
    public async Task<bool> TryCreateAsync(string name, Stream content, BlobContent kind, CancellationToken cancellation)
    {
        var upload = Options(kind, new BlobRequestConditions { IfNoneMatch = ETag.All });
        try
        {
            await tags.UploadAsync(container.GetBlobClient(name), content, upload, kind.Tags, cancellation);
            return true;
        }
        catch (RequestFailedException exception) when (exception.Status is 409 or 412)
        {
            // Both mean that it is already there.
            return false;
        }
    }

    /// <summary>Creates a blob of a job, unless the job's own is there.</summary>
    /// <exception cref="JobStateException">A blob of that name is there, but is not this job's.</exception>
    public async Task CreateOfJobAsync(string name, BinaryData content, BlobContent kind, string jobHash, CancellationToken cancellation)
    {
        if (!await TryCreateAsync(name, content, kind.Of(jobHash), cancellation))
        {
            _ = await TryReadOfJobAsync(name, jobHash, cancellation) ?? throw new JobStateException($"{name} was there and is gone.");
        }
    }

    /// <summary>Writes a blob of a job from a stream that can be read again; the job's own of another content is replaced, as long as nobody else does.</summary>
    /// <exception cref="JobStateException">A blob of that name is there, but is not this job's; or others replace it all the time.</exception>
    public async Task PutOfJobAsync(string name, Stream content, BlobContent kind, string jobHash, CancellationToken cancellation)
    {
        content.Position = 0;
        var sha256 = Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellation));
        kind = kind.Of(jobHash).With(BlobContent.FileKey, sha256);
        for (var attempt = 0; attempt < MaxPuts; attempt++)
        {
            content.Position = 0;
            if (await TryCreateAsync(name, content, kind, cancellation))
            {
                return;
            }

            var found = await TryReadOfJobAsync(name, jobHash, cancellation);
            if (found is not null && found.Metadata.TryGetValue(BlobContent.FileKey, out var before) && before == sha256)
            {
                return;
            }

            content.Position = 0;
            if (found is not null && await TryReplaceAsync(name, content, kind, found.ETag, cancellation))
            {
                return;
            }
        }

        throw new JobStateException($"{name} was changed by others {MaxPuts} times in a row.");
    }

    /// <summary>Properties of a job's blob; null where there is no blob of that name.</summary>
    /// <exception cref="JobStateException">A blob of that name is there, but is not this job's.</exception>
    public async Task<BlobProperties?> TryReadOfJobAsync(string name, string jobHash, CancellationToken cancellation)
    {
        var properties = await TryReadPropertiesAsync(name, cancellation);
        return properties is null || BlobContent.IsOf(properties.Metadata, jobHash)
            ? properties
            : throw new JobStateException($"{name} is there, but does not belong to the job with hash {jobHash}. Remove it, or use another prefix.");
    }

    /// <summary>Removes a blob, if it is there.</summary>
    public Task DeleteAsync(string name, CancellationToken cancellation) =>
        container.GetBlobClient(name).DeleteIfExistsAsync(cancellationToken: cancellation);

    /// <summary>Removes a job's blob, if it is there and the job's own.</summary>
    public async Task DeleteOfJobAsync(string name, string jobHash, CancellationToken cancellation)
    {
        if (await TryReadPropertiesAsync(name, cancellation) is { } properties && BlobContent.IsOf(properties.Metadata, jobHash))
        {
            await DeleteAsync(name, cancellation);
        }
    }

    /// <summary>Writes a blob, whether or not it is there: for records of attempts, which nothing depends on.</summary>
    public Task WriteAsync(string name, BinaryData content, BlobContent kind, CancellationToken cancellation) =>
        tags.UploadAsync(container.GetBlobClient(name), content.ToStream(), Options(kind, conditions: null), kind.Tags, cancellation);

    /// <summary>Replaces a blob that is still as it was read; false where it is not.</summary>
    public Task<bool> TryReplaceAsync(string name, BinaryData content, BlobContent kind, ETag read, CancellationToken cancellation) =>
        TryReplaceAsync(name, content.ToStream(), kind, read, cancellation);

    private async Task<bool> TryReplaceAsync(string name, Stream content, BlobContent kind, ETag read, CancellationToken cancellation)
    {
        try
        {
            await tags.UploadAsync(
                container.GetBlobClient(name), content, Options(kind, new BlobRequestConditions { IfMatch = read }), kind.Tags, cancellation);
            return true;
        }
        catch (RequestFailedException exception) when (exception.Status is 404 or 409 or 412)
        {
            return false;
        }
    }

    /// <summary>The blob's content; null where there is no such blob.</summary>
    public async Task<BinaryData?> TryReadAsync(string name, CancellationToken cancellation)
    {
        try
        {
            return (await container.GetBlobClient(name).DownloadContentAsync(cancellation)).Value.Content;
        }
        catch (RequestFailedException exception) when (exception.Status == 404)
        {
            return null;
        }
    }

    /// <summary>The blob's content and version; null where there is no such blob.</summary>
    public async Task<(BinaryData Content, ETag Version)?> TryReadVersionAsync(string name, CancellationToken cancellation)
    {
        try
        {
            var read = (await container.GetBlobClient(name).DownloadContentAsync(cancellation)).Value;
            return (read.Content, read.Details.ETag);
        }
        catch (RequestFailedException exception) when (exception.Status == 404)
        {
            return null;
        }
    }

    /// <summary>Metadata and size; null where there is no such blob.</summary>
    public async Task<BlobProperties?> TryReadPropertiesAsync(string name, CancellationToken cancellation)
    {
        try
        {
            return await container.GetBlobClient(name).GetPropertiesAsync(cancellationToken: cancellation);
        }
        catch (RequestFailedException exception) when (exception.Status == 404)
        {
            return null;
        }
    }

    /// <summary>Replaces the metadata of a blob that is still as it was read; false where it is not.</summary>
    public async Task<bool> TrySetMetadataAsync(string name, IDictionary<string, string> metadata, ETag read, CancellationToken cancellation)
    {
        try
        {
            await container.GetBlobClient(name).SetMetadataAsync(metadata, new BlobRequestConditions { IfMatch = read }, cancellation);
            return true;
        }
        catch (RequestFailedException exception) when (exception.Status is 404 or 409 or 412)
        {
            return false;
        }
    }

    /// <summary>Names and metadata below a folder, in the order of their names.</summary>
    public async IAsyncEnumerable<BlobItem> ListAsync(string folder, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var item in container.GetBlobsAsync(BlobTraits.Metadata, BlobStates.None, folder, cancellation))
        {
            yield return item;
        }
    }

    /// <summary>A lease on a blob; null while somebody else holds one.</summary>
    public async Task<BlobLeaseClient?> TryLeaseAsync(string name, TimeSpan duration, CancellationToken cancellation)
    {
        var lease = container.GetBlobClient(name).GetBlobLeaseClient();
        try
        {
            await lease.AcquireAsync(duration, cancellationToken: cancellation);
            return lease;
        }
        catch (RequestFailedException exception) when (exception.Status == 409)
        {
            return null;
        }
    }

    private static BlobUploadOptions Options(BlobContent kind, BlobRequestConditions? conditions) => new()
    {
        Conditions = conditions,
        HttpHeaders = new BlobHttpHeaders { ContentType = kind.ContentType },
        Metadata = kind.Metadata,
    };
}
