using System.Runtime.CompilerServices;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Microsoft.Extensions.Options;

namespace Diffusion.Jobs;

/// <summary>The blobs of all jobs. Creating is conditional: a blob that is there stays as it is.</summary>
public sealed class JobContainer(BlobServiceClient service, IOptions<StorageOptions> options, BlobTags tags)
{
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
    public async Task CreateOfJobAsync(string name, BinaryData content, BlobContent kind, string jobHash, CancellationToken cancellation) =>
        await CreateOfJobAsync(name, content.ToStream(), kind, jobHash, cancellation);

    /// <summary>Creates a blob of a job from a stream, unless the job's own is there.</summary>
    /// <exception cref="JobStateException">A blob of that name is there, but is not this job's.</exception>
    public async Task CreateOfJobAsync(string name, Stream content, BlobContent kind, string jobHash, CancellationToken cancellation)
    {
        if (!await TryCreateAsync(name, content, kind.Of(jobHash), cancellation))
        {
            _ = await TryReadOfJobAsync(name, jobHash, cancellation) ?? throw new JobStateException($"{name} was there and is gone.");
        }
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

    /// <summary>Writes a blob, whether or not it is there: for records of attempts, which nothing depends on.</summary>
    public Task WriteAsync(string name, BinaryData content, BlobContent kind, CancellationToken cancellation) =>
        tags.UploadAsync(container.GetBlobClient(name), content.ToStream(), Options(kind, conditions: null), kind.Tags, cancellation);

    /// <summary>Replaces a blob that is still as it was read; false where it is not.</summary>
    public async Task<bool> TryReplaceAsync(string name, BinaryData content, BlobContent kind, ETag read, CancellationToken cancellation)
    {
        try
        {
            await tags.UploadAsync(
                container.GetBlobClient(name), content.ToStream(), Options(kind, new BlobRequestConditions { IfMatch = read }), kind.Tags, cancellation);
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

    /// <summary>Replaces a blob's metadata.</summary>
    public Task SetMetadataAsync(string name, IDictionary<string, string> metadata, CancellationToken cancellation) =>
        container.GetBlobClient(name).SetMetadataAsync(metadata, cancellationToken: cancellation);

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
