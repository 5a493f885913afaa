using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Storage;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Packages.Conformance.Tests.FunctionsWorker;

namespace Packages.Conformance.Tests.Hashing;

/// <summary>Azure.Storage.Common derives its CRC-64 from System.IO.Hashing's class: uploads and downloads must work with whichever assembly of that name is there.</summary>
[Collection(SharedStorage.Name)]
public sealed class BlobTransferTests(SharedStorage storage)
{
    [Fact]
    public async Task Upload_WithAndWithoutChecksums_DownloadsTheSame()
    {
        var container = new BlobContainerClient(storage.Server.ConnectionString, "transfers");
        await container.CreateAsync();
        var bytes = new byte[300_000];
        new Random(3).NextBytes(bytes);
        foreach (var algorithm in new[] { StorageChecksumAlgorithm.None, StorageChecksumAlgorithm.MD5 })
        {
            var validation = new UploadTransferValidationOptions { ChecksumAlgorithm = algorithm };
            var blob = container.GetBlobClient(algorithm.ToString());

            // Small parts, so that the blob goes up as several blocks.
            var parts = new StorageTransferOptions { InitialTransferSize = 65_536, MaximumTransferSize = 65_536 };
            await blob.UploadAsync(new MemoryStream(bytes), new BlobUploadOptions { TransferValidation = validation, TransferOptions = parts });
            Assert.Equal(bytes, (await blob.DownloadContentAsync()).Value.Content.ToArray());
            using var download = new MemoryStream();
            await blob.DownloadToAsync(download, new BlobDownloadToOptions { TransferOptions = parts });
            Assert.Equal(bytes, download.ToArray());
        }
    }

    [Fact]
    public async Task Upload_WithCrc64_SendsTheSumOfItsBytes()
    {
        var sent = new SentChecksum();
        var options = new BlobClientOptions();
        options.AddPolicy(sent, HttpPipelinePosition.PerCall);
        var container = new BlobContainerClient(storage.Server.ConnectionString, "checksums", options);
        await container.CreateAsync();
        var bytes = "The sum is computed through the base class."u8.ToArray();
        var validation = new UploadTransferValidationOptions { ChecksumAlgorithm = StorageChecksumAlgorithm.StorageCrc64 };
        await container.GetBlobClient("one").UploadAsync(new MemoryStream(bytes), new BlobUploadOptions { TransferValidation = validation });
        Assert.Equal(Convert.ToBase64String(BitConverter.GetBytes(Crc64(bytes))), sent.Value);
    }

    /// <summary>Bit by bit: reflected polynomial 9A6C9329AC4BC9B5, all ones before and after.</summary>
    private static ulong Crc64(byte[] bytes)
    {
        var crc = ulong.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0x9A6C9329AC4BC9B5;
            }
        }

        return ~crc;
    }

    /// <summary>Keeps the checksum header from Azurite, which does not know it.</summary>
    private sealed class SentChecksum : HttpPipelineSynchronousPolicy
    {
        public string? Value { get; private set; }

        public override void OnSendingRequest(HttpMessage message)
        {
            if (message.Request.Headers.TryGetValue("x-ms-content-crc64", out var value))
            {
                Value = value;
                message.Request.Headers.Remove("x-ms-content-crc64");
            }
        }
    }
}
