namespace Diffusion.Sampling;

/// <summary>What pulls an image towards its label, beyond the label that the network may see.</summary>
public enum GuidanceKind
{
    None,

    /// <summary>The gradient of a noise-conditioned classifier (Dhariwal and Nichol 2021, section 4).</summary>
    Classifier,

    /// <summary>The difference between the network with the label and with the null class (Ho and Salimans 2022).</summary>
    ClassifierFree,

    /// <summary>Classifier-free guidance by <see cref="GuidanceOptions.Scale"/>, a classifier by <see cref="GuidanceOptions.ClassifierScale"/>.</summary>
    Both,

    /// <summary>The difference between the network and a weaker one that sees the same (Karras et al. 2024).</summary>
    Autoguidance,
}
