using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Diffusion.Jobs;

/// <summary>
/// Uploads with index tags where the account has them. Some have none (hierarchical namespaces), and some identities may not write
/// them; the blob itself is what counts, so such an account is found out at the first upload and goes on without.
/// </summary>
public sealed partial class BlobTags(IOptions<StorageOptions> options, ILogger<BlobTags> log)
{
    /// <summary>The tag that says where a job stands.</summary>
    public const string StateKey = "state";

    private volatile bool areOff = !options.Value.Tags;

    /// <summary>Whether uploads carry tags.</summary>
    public bool AreOn => !areOff;

    /// <summary>Uploads a blob, with its tags if that is possible.</summary>
    internal async Task UploadAsync(BlobClient blob, Stream content, BlobUploadOptions upload, IDictionary<string, string>? tags, CancellationToken cancellation)
    {
        if (tags is null || areOff)
        {
            await blob.UploadAsync(content, upload, cancellation);
            return;
        }

        upload.Tags = tags;
        try
        {
            await blob.UploadAsync(content, upload, cancellation);
        }
        catch (RequestFailedException exception) when (exception.Status is 400 or 403 or 501)
        {
            // Only if it was the tags does it go without them.
            upload.Tags = null;
            content.Position = 0;
            await blob.UploadAsync(content, upload, cancellation);
            areOff = true;
            LogOff(exception.ErrorCode);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The storage account refuses blob index tags ({Code}): the state of jobs is written without them. To have them, give the identity the role Storage Blob Data Owner, or set Diffusion:Storage:Tags to false")]
    private partial void LogOff(string? code);
}
