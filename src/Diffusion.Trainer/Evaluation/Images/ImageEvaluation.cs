using System.Text.Json;
using Diffusion.Trainer.Checkpoints;
using Diffusion.Trainer.Evaluation.Attributes;

namespace Diffusion.Trainer.Evaluation.Images;

/// <summary>What <c>evaluate images</c> has measured.</summary>
public sealed record ImageEvaluation
{
    /// <summary>Below so many pictures the Fréchet distance says more about their number than about them.</summary>
    public const int FewImages = 2_000;

    public int Version { get; init; } = 1;

    /// <summary>Where the pictures come from.</summary>
    public required string Images { get; init; }

    /// <summary>Where the real ones come from.</summary>
    public required string Reference { get; init; }

    /// <summary>The network whose features are compared.</summary>
    public required string FeatureNetwork { get; init; }

    /// <summary>F.</summary>
    public required int Features { get; init; }

    /// <summary>Pictures that were looked at.</summary>
    public required int ImageCount { get; init; }

    /// <summary>Real pictures that were looked at; 0 where the reference is statistics alone.</summary>
    public int ReferenceCount { get; init; }

    /// <summary>Of all pictures.</summary>
    public ClassAgreement? Agreement { get; init; }

    /// <summary>Of all real pictures.</summary>
    public ClassAgreement? ReferenceAgreement { get; init; }

    /// <summary>The pictures against one half of the real ones, as many of each.</summary>
    public ImageFigures? Generated { get; init; }

    /// <summary>The other half of the real ones against the same half: what a perfect model would have.</summary>
    public ImageFigures? Real { get; init; }

    /// <summary>How attributes are spread over the pictures and over the real ones, as many of each; null where no network tells them.</summary>
    public IReadOnlyList<AttributeFigures>? Attributes { get; init; }

    /// <summary>All pictures against all real ones.</summary>
    public double? FrechetOfAll { get; init; }

    /// <summary>The reference's own moments that the pictures were measured against: mu or mu_s.</summary>
    public string? Statistics { get; init; }

    /// <summary>All pictures against these moments.</summary>
    public double? FrechetToStatistics { get; init; }

    /// <summary>What is to be minded.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    public void Write(string path) => File.WriteAllText(path, JsonSerializer.Serialize(this, TrainerJson.Options) + "\n");
}
