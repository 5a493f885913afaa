namespace Diffusion.Trainer.Batches;

/// <summary>What is random about the small pictures of a batch.</summary>
/// <param name="Timesteps">How far each is noised [N]; empty: not at all.</param>
/// <param name="Noise">ε ~ N(0, I) [N, C, s, s]; empty: none.</param>
/// <param name="Blurs">Standard deviation of each one's blur in pixels [N]; 0: none.</param>
public sealed record Conditioning(int[] Timesteps, float[] Noise, double[] Blurs)
{
    /// <summary>Examples [start, start + count).</summary>
    public Conditioning Slice(int start, int count)
    {
        var length = Noise.Length / Blurs.Length;
        return Timesteps.Length == 0
            ? this with { Blurs = Blurs[start..(start + count)] }
            : new Conditioning(Timesteps[start..(start + count)], Noise[(start * length)..((start + count) * length)], Blurs[start..(start + count)]);
    }
}
