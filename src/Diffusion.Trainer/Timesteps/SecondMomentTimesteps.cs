namespace Diffusion.Trainer.Timesteps;

/// <summary>
/// p_t ∝ √E[L_t²] over each timestep's last losses, mixed with a little of the uniform distribution: the variance of the bound's
/// estimate is then least (Nichol and Dhariwal 2021, eq. 18). Uniform until every timestep has as many losses as are kept.
/// </summary>
/// <param name="count">T.</param>
/// <param name="history">Losses kept of each timestep.</param>
/// <param name="uniformShare">Share of the uniform distribution, in [0, 1].</param>
public sealed class SecondMomentTimesteps(int count, int history = SecondMomentTimesteps.DefaultHistory, double uniformShare = 0.001) : ITimestepSampler
{
    public const int DefaultHistory = 10;

    private readonly float[] losses = new float[count * history];
    private readonly long[] seen = new long[count];
    private double[]? cumulative;

    /// <summary>The last losses of each timestep, oldest first, [T, history]; part of a checkpoint, as is <see cref="Seen"/>.</summary>
    public ReadOnlySpan<float> Losses => losses;

    /// <summary>How many of them there are, [T].</summary>
    public ReadOnlySpan<long> Seen => seen;

    /// <summary>p_t up to a common factor [T].</summary>
    public double[] Weights()
    {
        var weights = new double[count];
        if (!IsWarmedUp)
        {
            Array.Fill(weights, 1);
            return weights;
        }

        for (var t = 0; t < count; t++)
        {
            weights[t] = Math.Sqrt(Of(t).ToArray().Average(loss => (double)loss * loss));
        }

        var sum = weights.Sum();
        return Array.ConvertAll(weights, weight => (weight / sum * (1 - uniformShare)) + (uniformShare / count));
    }

    public int Draw(double unit) => CumulativeDraw.Of(Cumulative(), unit);

    public double Weight(int timestep)
    {
        var sums = Cumulative();
        var own = sums[timestep] - (timestep == 0 ? 0 : sums[timestep - 1]);
        return sums[^1] / (count * own);
    }

    public void Update(ReadOnlySpan<int> timesteps, ReadOnlySpan<float> losses)
    {
        for (var i = 0; i < timesteps.Length; i++)
        {
            var own = Of(timesteps[i]);
            if (seen[timesteps[i]] == history)
            {
                own[1..].CopyTo(own);
                own[^1] = losses[i];
            }
            else
            {
                own[(int)seen[timesteps[i]]++] = losses[i];
            }
        }

        cumulative = null;
    }

    /// <summary>Takes what a checkpoint kept.</summary>
    /// <exception cref="TrainerException">It is of another number of timesteps or losses.</exception>
    public void Restore(ReadOnlySpan<float> losses, ReadOnlySpan<long> seen)
    {
        if (losses.Length != this.losses.Length || seen.Length != count)
        {
            throw new TrainerException($"The checkpoint keeps {losses.Length} losses of {seen.Length} timesteps, but {this.losses.Length} of {count} are wanted. It belongs to another run.");
        }

        losses.CopyTo(this.losses);
        seen.CopyTo(this.seen);
        cumulative = null;
    }

    private bool IsWarmedUp => seen.AsSpan().IndexOfAnyExcept((long)history) < 0;

    private Span<float> Of(int timestep) => losses.AsSpan(timestep * history, history);

    private double[] Cumulative()
    {
        if (cumulative is null)
        {
            var sum = 0.0;
            cumulative = Array.ConvertAll(Weights(), weight => sum += weight);
        }

        return cumulative;
    }
}
