using Diffusion.Sampling;

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

    /// <summary>The network that tells clean images' attributes, such as colour and place: judges what a class leaves open.</summary>
    Attributes,
}

public static class TrainingTasks
{
    /// <summary>Whether it sees x_t at every noise level, not clean images.</summary>
    public static bool SeesNoise(this TrainingTask task) => task is TrainingTask.Unet or TrainingTask.Classifier;

    /// <summary>Whether its network has a second half of outputs that tells the variance: a UNet whose model's variance is learned.</summary>
    /// <param name="task">What the network is.</param>
    /// <param name="variance">The model's kind of variance.</param>
    public static bool LearnsVariance(this TrainingTask task, string variance) => task == TrainingTask.Unet && SamplingChoices.Variances.Find(variance).IsLearned();

    /// <summary>What messages call it, after "a".</summary>
    public static string Words(this TrainingTask task) => task switch
    {
        TrainingTask.Unet => "UNet",
        TrainingTask.Judge => "judge",
        TrainingTask.Attributes => "network of attributes",
        _ => "classifier of noisy images",
    };
}
