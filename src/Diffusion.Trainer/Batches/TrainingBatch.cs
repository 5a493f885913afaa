namespace Diffusion.Trainer.Batches;

/// <summary>The examples of one step, with everything that is random about it already drawn.</summary>
/// <param name="Images">x₀ [N, C, H, W] in [−1, 1].</param>
/// <param name="Labels">Class of each example [N].</param>
/// <param name="NetworkLabels">What a network that sees labels is told [N]: the class, or the null class where it was dropped.</param>
/// <param name="Timesteps">t of each example [N], in [0, T).</param>
/// <param name="Noise">ε ~ N(0, I) [N, C, H, W].</param>
/// <param name="LossWeights">How much each example's loss counts [N].</param>
public sealed record TrainingBatch(float[] Images, long[] Labels, long[] NetworkLabels, int[] Timesteps, float[] Noise, float[] LossWeights)
{
    public int Count => Labels.Length;

    /// <summary>What is random about the small pictures; null where the network sees none.</summary>
    public Conditioning? Conditioning { get; init; }

    /// <summary>Numbers that are known of each picture [N, A], NaN where one has none; empty where nothing asks for them.</summary>
    public float[] Attributes { get; init; } = [];

    /// <summary>Examples [start, start + count).</summary>
    public TrainingBatch Slice(int start, int count)
    {
        var length = Images.Length / Count;
        var images = (start * length)..((start + count) * length);
        var rows = start..(start + count);
        var numbers = Attributes.Length / Count;
        return new TrainingBatch(Images[images], Labels[rows], NetworkLabels[rows], Timesteps[rows], Noise[images], LossWeights[rows])
        {
            Conditioning = Conditioning?.Slice(start, count),
            Attributes = Attributes[(start * numbers)..((start + count) * numbers)],
        };
    }
}
