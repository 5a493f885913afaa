namespace Diffusion.Cli;

/// <summary>How long the networks of a model take on a kind of host, measured with all rows of a device batch in use.</summary>
internal sealed record StepTimes
{
    /// <summary>The model's name.</summary>
    public required string Model { get; init; }

    /// <summary>Content hash of the model; another version of the same networks takes as long.</summary>
    public required string ModelHash { get; init; }

    /// <summary>What it ran on.</summary>
    public required string Device { get; init; }

    /// <summary>Seconds for one row of the UNet and everything else of a step.</summary>
    public required double SecondsPerNetworkRow { get; init; }

    /// <summary>Seconds for one row of the classifier's gradient.</summary>
    public required double SecondsPerGradientRow { get; init; }

    /// <summary>How it was measured.</summary>
    public required string How { get; init; }

    /// <summary>Seconds for one image.</summary>
    public double SecondsPerImage(JobWork work) => (work.NetworkRows * SecondsPerNetworkRow) + (work.GradientRows * SecondsPerGradientRow);
}
