using Microsoft.Extensions.Configuration;

namespace Microsoft.Azure.Functions.Worker.LocalHost.Queues;

/// <summary>The section extensions:queues of host.json, with the official defaults.</summary>
internal sealed record QueueOptions
{
    public required int BatchSize { get; init; }

    public required int NewBatchThreshold { get; init; }

    public required int MaxDequeueCount { get; init; }

    /// <summary>The longest pause between two looks at an empty queue.</summary>
    public required TimeSpan MaxPollingInterval { get; init; }

    /// <summary>How long a message whose function failed stays invisible.</summary>
    public required TimeSpan VisibilityTimeout { get; init; }

    public required bool Base64 { get; init; }

    /// <summary>How long a received message stays invisible to others, unless it is renewed.</summary>
    public required TimeSpan Lease { get; init; }

    public static QueueOptions From(HostSettings settings)
    {
        var section = settings.Queues;
        var batchSize = HostSettings.Between("batchSize", section.GetValue("batchSize", 16), 1, 32);
        return new QueueOptions
        {
            BatchSize = batchSize,
            NewBatchThreshold = HostSettings.Between("newBatchThreshold", section.GetValue("newBatchThreshold", batchSize / 2 * Environment.ProcessorCount), 0, int.MaxValue),
            MaxDequeueCount = HostSettings.Between("maxDequeueCount", section.GetValue("maxDequeueCount", 5), 1, int.MaxValue),
            MaxPollingInterval = HostSettings.Between("maxPollingInterval", section.GetValue("maxPollingInterval", TimeSpan.FromMinutes(1)), PollingBackoff.Shortest, TimeSpan.MaxValue),
            VisibilityTimeout = HostSettings.Between("visibilityTimeout", section.GetValue("visibilityTimeout", TimeSpan.Zero), TimeSpan.Zero, TimeSpan.FromDays(7)),
            Base64 = (section["messageEncoding"] ?? "base64").ToLowerInvariant() switch
            {
                "base64" => true,
                "none" => false,
                var other => throw new InvalidOperationException($"messageEncoding is '{other}'. Use one of: base64, none."),
            },
            Lease = settings.Lease,
        };
    }
}
