using Diffusion.Sampling;

namespace Diffusion.Trainer.Objectives;

/// <summary>What a UNet's training minimizes.</summary>
public enum LossKind
{
    /// <summary>
    /// L_simple: the squared error of the prediction (Ho et al. 2020, eq. 14). Where the variance is learned the bound is added for its
    /// sake alone, the mean held fixed.
    /// </summary>
    Mse,

    /// <summary>L_hybrid: the same with the bound scaled by T/1000 (Nichol and Dhariwal 2021, eq. 16; their λ = 0.001 of T·bound).</summary>
    RescaledMse,

    /// <summary>One term of the variational bound, in bits per dimension.</summary>
    Kl,

    /// <summary>L_vlb: T times that, an estimate of the whole bound (Ho et al. 2020, eq. 5).</summary>
    RescaledKl,
}

public static class LossKinds
{
    /// <summary>As written on the command line and in checkpoints.</summary>
    public static NamedChoices<LossKind> Table { get; } = new(
        "loss",
        ("mse", LossKind.Mse),
        ("rescaledMse", LossKind.RescaledMse),
        ("kl", LossKind.Kl),
        ("rescaledKl", LossKind.RescaledKl));

    /// <summary>Whether the loss is the bound alone.</summary>
    public static bool IsBound(this LossKind kind) => kind is LossKind.Kl or LossKind.RescaledKl;
}
