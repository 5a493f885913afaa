namespace Diffusion.Trainer.Loops;

/// <summary>What is trained.</summary>
public enum TrainingTask
{
    /// <summary>The denoising network.</summary>
    Unet,

    /// <summary>The classifier that guides: sees x_t at every noise level.</summary>
    Classifier,

    /// <summary>The classifier that judges: sees clean images only.</summary>
    Judge,
}
