using Diffusion.Sampling;

namespace Diffusion.Trainer.Evaluation.Features;

/// <summary>How pictures get the size that a feature network sees.</summary>
public enum ResizeKind
{
    /// <summary>Between the four nearest pixels, half-pixel centres, without smoothing: as pytorch-fid does it.</summary>
    Bilinear,

    /// <summary>Keys' cubic, smoothed where pictures become smaller, as Pillow: what DINOv2's distances are computed with.</summary>
    Bicubic,
}

public static class ResizeKinds
{
    /// <summary>As written on the command line and in <c>features.json</c>.</summary>
    public static NamedChoices<ResizeKind> Table { get; } = new("resize", ("bilinear", ResizeKind.Bilinear), ("bicubic", ResizeKind.Bicubic));
}
