namespace Diffusion.Runtime;

/// <summary>Names of the inputs and outputs of a model's files.</summary>
public static class NetworkTensors
{
    /// <summary>[N, C, H, W], in [−1, 1] where it is clean.</summary>
    public const string X = "x";

    /// <summary>The network's time, float [N].</summary>
    public const string Time = "t";

    /// <summary>Label, int64 [N].</summary>
    public const string Label = "y";

    /// <summary>The small image that a super-resolution UNet sees, [N, C, h, w].</summary>
    public const string LowResolution = "low_res";

    /// <summary>The prior's ᾱ, [N].</summary>
    public const string AlphaBar = "alpha_bar";

    /// <summary>The prior's noise of pixels, [N, C, H, W].</summary>
    public const string Noise = "noise";

    /// <summary>The prior's noise of what lies behind pixels, [N, L]; the first elements choose a component (<see cref="Sampling.PriorNoise"/>).</summary>
    public const string LatentNoise = "latent_noise";

    /// <summary>The UNet's, [N, C or 2C, H, W].</summary>
    public const string Output = "output";

    /// <summary>The classifier gradient's, [N, C, H, W].</summary>
    public const string Gradient = "gradient";

    /// <summary>log p(y | x_t), [N].</summary>
    public const string LogProbability = "log_prob";

    /// <summary>[N, K].</summary>
    public const string Logits = "logits";

    /// <summary>The judge's, [N, F].</summary>
    public const string Features = "features";

    /// <summary>[N, A], in the data set's units.</summary>
    public const string Attributes = "attributes";
}
