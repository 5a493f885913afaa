using System.Security.Cryptography;
using System.Text.Json;
using Azure;
using Azure.Identity;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Diffusion.Contracts;

namespace Samples;

/// <summary>Opens the storage account, and fetches what a job has left there. Linked into the samples that need it.</summary>
internal static class JobFiles
{
    /// <summary>AzureWebJobsStorage is Azurite's connection string, on a developer's machine.</summary>
    private static string? ConnectionString => Environment.GetEnvironmentVariable("AzureWebJobsStorage");

    /// <summary>STORAGE_ACCOUNT is the account's name in the cloud; whoever is signed in needs Storage Blob Data Reader and Storage Queue Data Message Processor.</summary>
    private static string Account => Environment.GetEnvironmentVariable("STORAGE_ACCOUNT")
        ?? throw new InvalidOperationException("Set STORAGE_ACCOUNT to the storage account's name, or AzureWebJobsStorage to Azurite's connection string.");

    public static BlobServiceClient Blobs() => ConnectionString is { } text
        ? new BlobServiceClient(text)
        : new BlobServiceClient(new Uri($"https://{Account}.blob.core.windows.net"), new DefaultAzureCredential());

    public static QueueClient Queue(string name) => ConnectionString is { } text
        ? new QueueClient(text, name)
        : new QueueClient(new Uri($"https://{Account}.queue.core.windows.net/{name}"), new DefaultAzureCredential());

    /// <summary>
    /// Fetches the images of a manifest that are not in the folder yet, and checks each against its hash. May be called any number
    /// of times for the same job, as messages and events may come more than once.
    /// </summary>
    /// <returns>How many images the folder has now.</returns>
    public static async Task<int> FetchAsync(BlobContainerClient container, string jobFolder, string target, CancellationToken cancellation)
    {
        var manifest = await container.GetBlobClient($"{jobFolder}/manifest.jsonl").DownloadContentAsync(cancellation);
        var images = 0;
        foreach (var line in manifest.Value.Content.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var record = JsonSerializer.Deserialize(line, ContractsJson.Default.ImageRecord)!;
            if (record.Error is not null)
            {
                Console.WriteLine($"image {record.Index} is missing: {record.Error}");
                continue;
            }

            await FetchAsync(container.GetBlobClient($"{jobFolder}/{record.Name}"), Path.Combine(target, Path.GetFileName(record.Name)), record.FileSha256!, cancellation);
            images++;
        }

        return images;
    }

    private static async Task FetchAsync(BlobClient blob, string file, string sha256, CancellationToken cancellation)
    {
        if (File.Exists(file))
        {
            return;
        }

        var content = (await blob.DownloadContentAsync(cancellation)).Value.Content.ToArray();
        if (Convert.ToHexStringLower(SHA256.HashData(content)) != sha256)
        {
            throw new RequestFailedException($"{blob.Name} is not what the manifest says. Fetch it again.");
        }

        // Whole or not at all: a file that is there is one that was checked.
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await File.WriteAllBytesAsync(file + ".part", content, cancellation);
        File.Move(file + ".part", file, overwrite: true);
    }
}
