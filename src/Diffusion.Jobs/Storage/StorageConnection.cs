using Azure.Core;
using Azure.Identity;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Microsoft.Extensions.Configuration;

namespace Diffusion.Jobs;

/// <summary>
/// The storage account, from the settings that the Functions host itself uses: a connection string in AzureWebJobsStorage
/// (local), or AzureWebJobsStorage__accountName with __credential and __clientId (managed identity, in the cloud).
/// </summary>
public static class StorageConnection
{
    /// <summary>The setting's name.</summary>
    public const string Setting = "AzureWebJobsStorage";

    /// <summary>A client for blobs.</summary>
    public static BlobServiceClient Blobs(IConfiguration configuration)
    {
        var options = new BlobClientOptions();
        Patient(options.Retry);
        return configuration[Setting] is { Length: > 0 } connectionString
            ? new BlobServiceClient(connectionString, options)
            : new BlobServiceClient(Endpoint(configuration, "blob"), Credential(configuration), options);
    }

    /// <summary>A client for queues. Messages are not base64: the host says messageEncoding none.</summary>
    public static QueueServiceClient Queues(IConfiguration configuration)
    {
        var options = new QueueClientOptions { MessageEncoding = QueueMessageEncoding.None };
        Patient(options.Retry);
        return configuration[Setting] is { Length: > 0 } connectionString
            ? new QueueServiceClient(connectionString, options)
            : new QueueServiceClient(Endpoint(configuration, "queue"), Credential(configuration), options);
    }

    // Exponential with jitter: in all at most about half a minute, then the message is tried again later.
    private static void Patient(RetryOptions retry)
    {
        retry.Mode = RetryMode.Exponential;
        retry.MaxRetries = 5;
        retry.Delay = TimeSpan.FromMilliseconds(400);
        retry.MaxDelay = TimeSpan.FromSeconds(15);
        retry.NetworkTimeout = TimeSpan.FromSeconds(60);
    }

    private static Uri Endpoint(IConfiguration configuration, string service)
    {
        var settings = configuration.GetSection(Setting);
        return settings[service + "ServiceUri"] is { Length: > 0 } uri ? new Uri(uri)
            : settings["accountName"] is { Length: > 0 } account ? new Uri($"https://{account}.{service}.core.windows.net")
            : throw new InvalidOperationException(
                $"{Setting} is not set. Set it to a connection string, or set {Setting}__accountName for a managed identity.");
    }

    private static TokenCredential Credential(IConfiguration configuration)
    {
        var settings = configuration.GetSection(Setting);
        return string.Equals(settings["credential"], "managedidentity", StringComparison.OrdinalIgnoreCase)
            ? settings["clientId"] is { Length: > 0 } clientId
                ? new ManagedIdentityCredential(ManagedIdentityId.FromUserAssignedClientId(clientId))
                : new ManagedIdentityCredential(ManagedIdentityId.SystemAssigned)
            : new DefaultAzureCredential();
    }
}
