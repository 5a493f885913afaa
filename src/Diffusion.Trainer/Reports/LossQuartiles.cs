namespace Diffusion.Trainer.Reports;

/// <summary>
/// Mean loss of each quarter of the noise levels, least noise first: which noise a network still learns from (improved-diffusion's
/// loss_q0 to loss_q3).
/// </summary>
/// <param name="timesteps">T.</param>
public sealed class LossQuartiles(int timesteps)
{
    public const int Count = 4;

    private readonly double[] sums = new double[Count];
    private readonly double[] weights = new double[Count];

    /// <summary>Adds the examples of a step.</summary>
    /// <param name="drawn">Timesteps [N], in [0, T).</param>
    /// <param name="losses">Not weighted [N].</param>
    /// <param name="lossWeights">1/(T·p_t) of each [N], so that a quarter's mean is that over uniform timesteps, whatever draws them.</param>
    public void Add(ReadOnlySpan<int> drawn, ReadOnlySpan<float> losses, ReadOnlySpan<float> lossWeights)
    {
        for (var i = 0; i < drawn.Length; i++)
        {
            var quartile = (int)((long)Count * drawn[i] / timesteps);
            sums[quartile] += (double)lossWeights[i] * losses[i];
            weights[quartile] += lossWeights[i];
        }
    }

    /// <summary>The means since the last call, null where a quarter had no example; begins anew.</summary>
    public IReadOnlyList<double?> Take()
    {
        double?[] means = [.. sums.Zip(weights, (sum, weight) => weight > 0 ? sum / weight : (double?)null)];
        Array.Clear(sums);
        Array.Clear(weights);
        return means;
    }
}
