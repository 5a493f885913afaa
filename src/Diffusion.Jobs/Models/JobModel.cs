using Diffusion.Runtime;
using Diffusion.Sampling;

namespace Diffusion.Jobs;

/// <summary>What a job's checks and its plan need to know of a model.</summary>
public sealed record JobModel
{
    /// <summary>The folder's name.</summary>
    public required string Name { get; init; }

    /// <summary>The card's version.</summary>
    public required string Version { get; init; }

    /// <summary>SHA-256 over the card, which holds the hashes of the files.</summary>
    public required string Hash { get; init; }

    /// <summary>Class names; the number of a class is its place. Empty where the model has none.</summary>
    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>Whether the network itself takes labels: classes may be its classifier's alone.</summary>
    public bool KnowsLabels { get; init; } = true;

    /// <summary>Height and width of the small image that the network enlarges; null where it makes images from noise alone.</summary>
    public int? Enlarges { get; init; }

    /// <summary>Whether the network was also trained without a label.</summary>
    public required bool HasNullClass { get; init; }

    /// <summary>Whether a gradient of a noise-conditioned classifier is there.</summary>
    public required bool HasClassifierGradient { get; init; }

    /// <summary>Whether a weaker network is there, for autoguidance.</summary>
    public bool HasWeakUnet { get; init; }

    /// <summary>Whether a prior is there that truncated chains can start from.</summary>
    public bool HasPrior { get; init; }

    /// <summary>Row counts of a device batch.</summary>
    public required IReadOnlyList<int> Rows { get; init; }

    /// <summary>Schedule and parameterization.</summary>
    public required DiffusionModelSettings Settings { get; init; }

    /// <summary>A class's name; empty where the model has no classes.</summary>
    public string LabelName(int label) => Classes.Count == 0 ? "" : Classes[label];

    /// <summary>What a model's card says of it.</summary>
    /// <param name="card">A card that was checked.</param>
    /// <param name="hash">Its hash.</param>
    public static JobModel Of(ModelCard card, string hash) => new()
    {
        Name = card.Name,
        Version = card.Version,
        Hash = hash,
        Classes = card.Classes,
        KnowsLabels = card.KnowsLabels ?? card.Classes.Count > 0,
        Enlarges = card.Enlarges,
        HasNullClass = card.NullClass is not null,
        HasClassifierGradient = card.Files.ClassifierGradient is not null,
        HasWeakUnet = card.Files.WeakUnet is not null,
        HasPrior = card.Files.Prior is not null,
        Rows = card.Rows,
        Settings = card.ToSettings(),
    };
}
