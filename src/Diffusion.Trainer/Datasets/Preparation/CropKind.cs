using Diffusion.Sampling;

namespace Diffusion.Trainer.Datasets.Preparation;

/// <summary>How pictures of any size become squares of one.</summary>
public enum CropKind
{
    /// <summary>Not at all: they have that size.</summary>
    None,

    /// <summary>Their middle.</summary>
    Centre,

    /// <summary>Another place and scale at every step.</summary>
    Random,
}

/// <summary>The named crops.</summary>
public static class CropKinds
{
    public static NamedChoices<CropKind> Table { get; } = new("crop", ("none", CropKind.None), ("centre", CropKind.Centre), ("random", CropKind.Random));
}
