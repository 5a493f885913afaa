namespace Diffusion.Contracts;

/// <summary>A claim check for a run of a job's images: small, and enough to find the plan and to refuse another job's or another model's.</summary>
public sealed record BatchMessage
{
    /// <summary>The contract's version, 1.</summary>
    public int Version { get; init; } = JobRequest.CurrentVersion;

    /// <summary>The job.</summary>
    public required string JobId { get; init; }

    /// <summary>The folder that holds the job's folder.</summary>
    public required string Prefix { get; init; }

    /// <summary>Which batch of the job, from 0.</summary>
    public required int Batch { get; init; }

    /// <summary>Index of the batch's first image.</summary>
    public required int First { get; init; }

    /// <summary>Number of images in the batch.</summary>
    public required int Count { get; init; }

    /// <summary>Content hash of the model that the job was planned with.</summary>
    public required string ModelHash { get; init; }

    /// <summary>Content hash of the job (<see cref="Contracts.JobHash"/>).</summary>
    public required string JobHash { get; init; }

    /// <summary>The W3C trace that the batch belongs to: the span that planned its job. Only telemetry reads it.</summary>
    public string? TraceParent { get; init; }

    /// <summary>How often the batch came back from the poison queue, because its hosts had vanished or the storage had failed.</summary>
    public int Generation { get; init; }

    /// <summary>Which redrive of the job put it back; null for the job's own run.</summary>
    public int? Redrive { get; init; }

    /// <summary>Its place in that redrive's list of batches.</summary>
    public int? Place { get; init; }
}
