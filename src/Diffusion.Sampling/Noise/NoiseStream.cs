using System.Diagnostics.CodeAnalysis;

namespace Diffusion.Sampling;

/// <summary>What noise is drawn for. Streams never share numbers; the values are part of an image's identity.</summary>
[SuppressMessage("Naming", "CA1711", Justification = "The term for independent sequences of one random number generator.")]
public enum NoiseStream
{
    /// <summary>x_T, where the chain starts.</summary>
    Start = 0,

    /// <summary>z of a step.</summary>
    Step = 1,

    /// <summary>A prior over x_{t′}.</summary>
    Prior = 2,

    /// <summary>Noise put on a given image (conditioning augmentation).</summary>
    Augmentation = 3,

    /// <summary>A corrector's noise.</summary>
    Corrector = 4,
}
