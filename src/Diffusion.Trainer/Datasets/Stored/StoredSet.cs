using Diffusion.Trainer.Datasets.Attributes;

namespace Diffusion.Trainer.Datasets.Stored;

/// <summary>A data set as it was found.</summary>
/// <param name="Classes">Names of the labels.</param>
/// <param name="Labels">Of each picture, indices into <paramref name="Classes"/>.</param>
/// <param name="Pictures">As many.</param>
public sealed record StoredSet(IReadOnlyList<string> Classes, int[] Labels, IStoredPictures Pictures)
{
    /// <summary>Name of the class where there are no labels.</summary>
    public const string OnlyClass = "all";

    /// <summary>Numbers that are known of the pictures, read once they are asked for; gives null where there are none.</summary>
    public Lazy<ImageAttributes?> Attributes { get; init; } = ImageAttributes.None;

    /// <summary>The same with a part of the pictures, in their order.</summary>
    public StoredSet Only(int[] kept) => new(Classes, [.. kept.Select(index => Labels[index])], new ChosenPictures(Pictures, kept))
    {
        Attributes = new Lazy<ImageAttributes?>(() => Attributes.Value?.Only(kept)),
    };
}
