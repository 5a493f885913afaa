namespace Diffusion.Trainer.Export;

/// <summary>How many rows a model's networks are evaluated with at once: as many as pay, fewer of large images, whose rows take gigabytes.</summary>
public static class EvaluationRows
{
    /// <param name="imageSize">Height and width in pixels.</param>
    /// <returns>The row counts of a card, ascending.</returns>
    public static int[] For(int imageSize) => imageSize switch { <= 64 => [1, 4, 16], <= 128 => [1, 4, 8], _ => [1, 4] };
}
