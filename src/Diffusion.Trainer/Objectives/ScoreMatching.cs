using Diffusion.Trainer.Checkpoints;

namespace Diffusion.Trainer.Objectives;

/// <summary>The UNet whose scores a classifier's gradient is matched with, and how much that counts.</summary>
public sealed record ScoreMatching
{
    /// <summary>The run's folder of a UNet that was trained with label dropout.</summary>
    public string Unet { get; init; } = "";

    /// <summary>SHA-256 of that run's newest tensors, so that a resume matches with the same scores.</summary>
    public string UnetSha256 { get; init; } = "";

    /// <summary>Weight beside the cross-entropy, above 0.</summary>
    public double Weight { get; init; } = 1;

    /// <summary>The same weight with the UNet of a run as it stands now.</summary>
    /// <exception cref="TrainerException">The folder has no checkpoint.</exception>
    public ScoreMatching With(string unet) =>
        this with { Unet = unet, UnetSha256 = new CheckpointFolder(unet).Newest().Checkpoint.TensorsSha256 };
}
