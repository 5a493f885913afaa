namespace Diffusion.Contracts;

/// <summary>One line of a manifest: one image, or why it is missing. Holds nothing that varies by attempt, host or time.</summary>
public sealed record ImageRecord
{
    /// <summary>The image's index in its job.</summary>
    public required int Index { get; init; }

    /// <summary>Class number; 0 where the model has no classes.</summary>
    public required int Label { get; init; }

    /// <summary>Class name; empty where the model has no classes.</summary>
    public required string LabelName { get; init; }

    /// <summary>The job's seed.</summary>
    public required ulong Seed { get; init; }

    /// <summary>The image's guidance scale; null where nothing guides.</summary>
    public double? GuidanceScale { get; init; }

    /// <summary>Name relative to the job's folder, such as "images/00000007_disc.png".</summary>
    public required string Name { get; init; }

    /// <summary>SHA-256 of the pixel bytes, [H, W, C] row by row; null where the image is missing.</summary>
    public string? PixelSha256 { get; init; }

    /// <summary>SHA-256 of the PNG file; null where the image is missing.</summary>
    public string? FileSha256 { get; init; }

    /// <summary>The image's film; null where the job asks for none, or the image is missing.</summary>
    public FilmRecord? Film { get; init; }

    /// <summary>Why the image is missing; null where it is there.</summary>
    public string? Error { get; init; }
}
