using System.Security.Cryptography;
using Diffusion.Chaos.Service;
using Diffusion.Contracts;
using Diffusion.Jobs;

namespace Diffusion.Chaos.Verdict;

/// <summary>What a job has left: the names of its blobs below its folder, and the SHA-256 of each.</summary>
/// <param name="Blobs">By name relative to the folder.</param>
/// <param name="Manifest">The lines of manifest.jsonl; empty where there is none.</param>
internal sealed record JobFolder(IReadOnlyDictionary<string, string> Blobs, IReadOnlyList<ImageRecord> Manifest)
{
    // What varies by attempt, host and time is kept in these, and says nothing about the images.
    private static readonly string[] OfAttempts = ["actuals/", "errors/", "status.json"];

    /// <summary>Whether a blob must be the same whatever happened on the way.</summary>
    public static bool IsFixed(string name) => !OfAttempts.Any(name.StartsWith);

    /// <summary>Reads it, with every byte.</summary>
    public static async Task<JobFolder> ReadAsync(Storage storage, JobRequest request)
    {
        var folder = BlobNames.Folder(request.Prefix, request.Id!) + "/";
        var blobs = new Dictionary<string, string>(StringComparer.Ordinal);
        IReadOnlyList<ImageRecord> manifest = [];
        await foreach (var blob in storage.Jobs.ListAsync(folder, CancellationToken.None))
        {
            var name = blob.Name[folder.Length..];
            if (!IsFixed(name))
            {
                continue;
            }

            var content = await storage.Jobs.TryReadAsync(blob.Name, CancellationToken.None) ?? throw new InvalidOperationException($"{blob.Name} was listed and is gone.");
            blobs.Add(name, Convert.ToHexStringLower(SHA256.HashData(content.ToMemory().Span)));
            manifest = blob.Name == BlobNames.Manifest(request.Prefix, request.Id!) ? [.. BatchManifest.Read(content)] : manifest;
        }

        return new JobFolder(blobs, manifest);
    }

    /// <summary>Those of many jobs.</summary>
    public static async Task<IReadOnlyDictionary<string, JobFolder>> ReadAllAsync(Storage storage, IEnumerable<JobRequest> jobs)
    {
        var folders = new Dictionary<string, JobFolder>(StringComparer.Ordinal);
        foreach (var job in jobs)
        {
            folders.Add(job.Id!, await ReadAsync(storage, job));
        }

        return folders;
    }
}
