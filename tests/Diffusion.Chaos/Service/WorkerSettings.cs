using Diffusion.Jobs;

namespace Diffusion.Chaos.Service;

/// <summary>Environment of the workers: seconds where a cloud has minutes, so that what takes an hour there is seen here.</summary>
internal static class WorkerSettings
{
    /// <summary>Seconds that a received message stays invisible.</summary>
    public const int LeaseSeconds = 5;

    /// <summary>The settings.</summary>
    /// <param name="connectionString">The storage, or a proxy before it.</param>
    /// <param name="models">The models' folder.</param>
    public static Dictionary<string, string> Create(string connectionString, string models) => new(StringComparer.Ordinal)
    {
        [StorageConnection.Setting] = connectionString,
        ["Diffusion__Models__Root"] = models,
        ["Diffusion__Models__Device"] = "cpu",
        ["Diffusion__Batches__Size"] = "8",
        ["Diffusion__Batches__Window"] = "3",
        ["Diffusion__Batches__LeaseSeconds"] = "15",
        ["Diffusion__Batches__SweepSeconds"] = "15",
        ["Diffusion__Batches__StatusSeconds"] = "2",
        ["Diffusion__Batches__DrainSeconds"] = "5",
        ["Diffusion__Storage__MaxRetries"] = "8",
        ["Diffusion__Storage__RetryMilliseconds"] = "100",
        ["Diffusion__Storage__MaxRetrySeconds"] = "3",
        ["Diffusion__Storage__NetworkTimeoutSeconds"] = "4",
        ["LocalHost__LeaseSeconds"] = $"{LeaseSeconds}",
        ["LocalHost__GraceSeconds"] = "20",
        ["AzureFunctionsJobHost__extensions__queues__maxPollingInterval"] = "00:00:00.2",
        ["AzureFunctionsJobHost__extensions__queues__visibilityTimeout"] = "00:00:01",
        ["OMP_WAIT_POLICY"] = "passive",
    };
}
