using System.Security.Cryptography;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Diffusion.Contracts;

namespace Diffusion.Cli;

#pragma warning disable CA5351 // The storage service's own checksum of a blob: it tells what has changed and protects nothing.

/// <summary>Copies folders to and from a container: data sets and runs of trainings. What is the same on both sides is left alone.</summary>
internal sealed class BlobFolder(BlobServiceClient service)
{
    private const int Parallel = 8;

    /// <summary>Copies a folder's files below a prefix; nothing is deleted there.</summary>
    /// <returns>How many files were copied.</returns>
    public async Task<int> PushAsync(string folder, string container, string prefix, CancellationToken cancellation)
    {
        var target = service.GetBlobContainerClient(container);
        await target.CreateIfNotExistsAsync(PublicAccessType.None, cancellationToken: cancellation);
        var there = await ListAsync(target, prefix, cancellation);
        var copied = 0;
        var files = Directory.Exists(folder) ? Directory.GetFiles(folder, "*", SearchOption.AllDirectories) : [];
        await EachAsync(files, async (file, token) =>
        {
            var name = Path.GetRelativePath(folder, file).Replace(Path.DirectorySeparatorChar, '/');
            try
            {
                await using var content = File.OpenRead(file);
                var hash = await MD5.HashDataAsync(content, token);
                if (there.TryGetValue(name, out var known) && hash.AsSpan().SequenceEqual(known))
                {
                    return;
                }

                content.Position = 0;
                var options = new BlobUploadOptions { HttpHeaders = new BlobHttpHeaders { ContentHash = hash } };
                await target.GetBlobClient($"{prefix}/{name}").UploadAsync(content, options, token);
                Interlocked.Increment(ref copied);
            }
            catch (FileNotFoundException)
            {
                // A running training has replaced it; the next push has what came in its place.
            }
        }, cancellation);
        return copied;
    }

    /// <summary>Copies the blobs below a prefix into a folder; nothing is deleted there.</summary>
    /// <returns>How many files were copied.</returns>
    public async Task<int> PullAsync(string container, string prefix, string folder, CancellationToken cancellation)
    {
        var source = service.GetBlobContainerClient(container);
        var copied = 0;
        Directory.CreateDirectory(folder);
        await EachAsync(await ListAsync(source, prefix, cancellation), async (blob, token) =>
        {
            var (name, hash) = blob;
            if (!BlobPath.IsInside(name))
            {
                throw new CommandException($"The blob {prefix}/{name} has a name that leaves the folder. Remove it.");
            }

            var path = Path.Combine(folder, name);
            if (File.Exists(path) && MD5.HashData(await File.ReadAllBytesAsync(path, token)).AsSpan().SequenceEqual(hash))
            {
                return;
            }

            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await source.GetBlobClient($"{prefix}/{name}").DownloadToAsync(path, token);
            Interlocked.Increment(ref copied);
        }, cancellation);
        return copied;
    }

    private static async Task<Dictionary<string, byte[]?>> ListAsync(BlobContainerClient container, string prefix, CancellationToken cancellation)
    {
        var blobs = new Dictionary<string, byte[]?>(StringComparer.Ordinal);
        try
        {
            await foreach (var blob in container.GetBlobsAsync(prefix: prefix + "/", cancellationToken: cancellation))
            {
                blobs.Add(blob.Name[(prefix.Length + 1)..], blob.Properties.ContentHash);
            }
        }
        catch (RequestFailedException exception) when (exception.Status == 404)
        {
            // No container yet: nothing is there.
        }

        return blobs;
    }

    private static Task EachAsync<T>(IEnumerable<T> items, Func<T, CancellationToken, ValueTask> copy, CancellationToken cancellation) =>
        System.Threading.Tasks.Parallel.ForEachAsync(items, new ParallelOptions { MaxDegreeOfParallelism = Parallel, CancellationToken = cancellation }, copy);
}
