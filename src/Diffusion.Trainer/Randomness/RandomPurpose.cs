namespace Diffusion.Trainer.Randomness;

/// <summary>What random numbers are drawn for. Purposes never share numbers, nor does any with a <see cref="Sampling.NoiseStream"/>.</summary>
public enum RandomPurpose
{
    /// <summary>A drawn shape: colours, size, place, turn.</summary>
    Shape = 256,

    /// <summary>The order of an epoch.</summary>
    Shuffle = 257,

    /// <summary>The timestep of an example.</summary>
    Timestep = 258,

    /// <summary>Whether an example keeps its label.</summary>
    LabelDropout = 259,

    /// <summary>Whether an example is mirrored.</summary>
    Flip = 260,

    /// <summary>The seed of libtorch's own generator in a step (dropout inside the network).</summary>
    Dropout = 261,

    /// <summary>The first centres of a prior's components.</summary>
    PriorCentre = 262,

    /// <summary>Scale and place of an example's crop.</summary>
    Crop = 263,

    /// <summary>The blur of an example's small picture.</summary>
    Conditioning = 270,

    /// <summary>How far an example's small picture is noised.</summary>
    ConditioningTimestep = 271,
}
