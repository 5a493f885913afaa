using Azure.Core;
using Azure.Core.Pipeline;
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
    /// <param name="configuration">The settings.</param>
    /// <param name="policies">Run at each try of a call.</param>
    public static BlobServiceClient Blobs(IConfiguration configuration, params HttpPipelinePolicy[] policies)
    {
        var options = new BlobClientOptions();
        Prepare(options, configuration, policies);
        return configuration[Setting] is { Length: > 0 } connectionString
            ? new BlobServiceClient(connectionString, options)
            : new BlobServiceClient(Endpoint(configuration, "blob"), Credential(configuration), options);
    }

    /// <summary>A client for blobs of another account, under the same identity.</summary>
    /// <param name="account">The account's name.</param>
    /// <param name="configuration">The settings.</param>
    public static BlobServiceClient BlobsOf(string account, IConfiguration configuration)
    {
        var options = new BlobClientOptions();
        Prepare(options, configuration, []);
        return new BlobServiceClient(new Uri($"https://{account}.blob.core.windows.net"), Credential(configuration), options);
    }

    /// <summary>A client for queues. Messages are not base64: the host says messageEncoding none.</summary>
    /// <param name="configuration">The settings.</param>
    /// <param name="policies">Run at each try of a call.</param>
    public static QueueServiceClient Queues(IConfiguration configuration, params HttpPipelinePolicy[] policies)
    {
        var options = new QueueClientOptions { MessageEncoding = QueueMessageEncoding.None };
        Prepare(options, configuration, policies);
        return configuration[Setting] is { Length: > 0 } connectionString
            ? new QueueServiceClient(connectionString, options)
            : new QueueServiceClient(Endpoint(configuration, "queue"), Credential(configuration), options);
    }

    // The one place that says how patient calls are. Exponential with jitter; after that the message is tried again later.
    private static void Prepare(ClientOptions options, IConfiguration configuration, HttpPipelinePolicy[] policies)
    {
        var storage = configuration.GetSection($"{JobServices.Section}:Storage").Get<StorageOptions>() ?? new StorageOptions();
        options.Retry.Mode = RetryMode.Exponential;
        options.Retry.MaxRetries = storage.MaxRetries;
        options.Retry.Delay = TimeSpan.FromMilliseconds(storage.RetryMilliseconds);
        options.Retry.MaxDelay = TimeSpan.FromSeconds(Math.Max(storage.MaxRetrySeconds, storage.RetryMilliseconds / 1000.0));
        options.Retry.NetworkTimeout = TimeSpan.FromSeconds(storage.NetworkTimeoutSeconds);
        foreach (var policy in policies)
        {
            options.AddPolicy(policy, HttpPipelinePosition.PerRetry);
        }
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
