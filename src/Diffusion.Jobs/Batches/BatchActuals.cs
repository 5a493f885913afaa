using System.Text.Json.Serialization.Metadata;

namespace Diffusion.Jobs;

/// <summary>What varies by attempt, host and time. Kept beside the images, never in them.</summary>
public sealed record BatchActuals
{
    /// <summary>The format, 1.</summary>
    public int Version { get; init; } = 1;

    /// <summary>How it is read.</summary>
    public static JsonTypeInfo<BatchActuals> Json => JobsJson.Default.BatchActuals;

    /// <summary>Images that this attempt made; those that were there already are not counted.</summary>
    public required int Images { get; init; }

    /// <summary>When the attempt began.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>Seconds from its begin to its last image.</summary>
    public required double Seconds { get; init; }

    /// <summary>Images a second.</summary>
    public required double ImagesPerSecond { get; init; }

    /// <summary>The machine.</summary>
    public required string Host { get; init; }
}

/// <summary>Why the last attempt at a batch failed.</summary>
public sealed record BatchError
{
    /// <summary>The format, 1.</summary>
    public int Version { get; init; } = 1;

    /// <summary>When.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The error.</summary>
    public required string Error { get; init; }

    /// <summary>The machine.</summary>
    public required string Host { get; init; }

    /// <summary>The message's generation in which it happened.</summary>
    public int Generation { get; init; }

    /// <summary>Whether the storage or the device failed, so that the batch may well succeed later.</summary>
    public bool IsTransient { get; init; }
}
