namespace Diffusion.Functions;

/// <summary>Whether this host can make images.</summary>
public sealed record HealthReport
{
    /// <summary>healthy, starting or unhealthy.</summary>
    public required string Status { get; init; }

    /// <summary>Why not; null where it can.</summary>
    public string? Reason { get; init; }

    /// <summary>The model that was asked for an image.</summary>
    public string? Model { get; init; }

    /// <summary>Content hash of that model.</summary>
    public string? ModelHash { get; init; }

    /// <summary>What it runs on.</summary>
    public string? Device { get; init; }

    /// <summary>ONNX Runtime's execution provider.</summary>
    public string? Provider { get; init; }

    /// <summary>ONNX Runtime's version.</summary>
    public string? OnnxRuntimeVersion { get; init; }

    /// <summary>What one image of one step took, with whatever shared the device.</summary>
    public double? Seconds { get; init; }

    /// <summary>When that was.</summary>
    public DateTimeOffset? Checked { get; init; }
}
