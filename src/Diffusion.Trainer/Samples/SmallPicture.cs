namespace Diffusion.Trainer.Samples;

/// <summary>A small picture that is to be enlarged.</summary>
/// <param name="Pixels">[C, h, w] in [−1, 1]; of a truncated chain x_s.</param>
/// <param name="Label">Of the super-resolution model; null: it knows none.</param>
public sealed record SmallPicture(float[] Pixels, int? Label);
