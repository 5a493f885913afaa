using Diffusion.Sampling;

namespace Diffusion.Trainer.Optimization;

/// <summary>How the learning rate falls after its warm-up.</summary>
public enum RateKind
{
    /// <summary>Half a cosine wave, down to the final share at the last step.</summary>
    Cosine,

    /// <summary>A straight line, which would reach the final share after the last step.</summary>
    Linear,

    /// <summary>Not at all.</summary>
    Constant,
}

public static class RateKinds
{
    /// <summary>As written on the command line and in checkpoints.</summary>
    public static NamedChoices<RateKind> Table { get; } = new(
        "learning-rate schedule",
        ("cosine", RateKind.Cosine),
        ("linear", RateKind.Linear),
        ("constant", RateKind.Constant));
}
