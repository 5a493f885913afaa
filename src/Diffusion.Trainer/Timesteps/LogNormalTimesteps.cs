using Diffusion.Sampling;
using MathNet.Numerics.Distributions;

namespace Diffusion.Trainer.Timesteps;

/// <summary>
/// ln σ ~ N(mean, deviation²) with σ_t = √((1 − ᾱ_t)/ᾱ_t), the noise in units of the signal (Karras et al. 2022, table 1). Each timestep
/// has the probability of the interval between the middles to its neighbours, and the first and the last have the tails. As there, the
/// distribution itself weighs the loss: nothing is divided by it.
/// </summary>
public sealed class LogNormalTimesteps : ITimestepSampler
{
    private readonly double[] cumulative;

    /// <param name="schedule">Its ᾱ.</param>
    /// <param name="mean">Of ln σ; −1.2 for pictures in [−1, 1] of a standard deviation of ½.</param>
    /// <param name="deviation">Of ln σ, above 0.</param>
    public LogNormalTimesteps(NoiseSchedule schedule, double mean, double deviation)
    {
        var logSigma = schedule.AlphaBar.Select(alphaBar => Math.Log((1 - alphaBar) / alphaBar) / 2).ToArray();
        cumulative = [.. logSigma.Zip(logSigma.Skip(1), (one, next) => Normal.CDF(mean, deviation, (one + next) / 2)), 1.0];
    }

    /// <summary>p_t [T].</summary>
    public IReadOnlyList<double> Probabilities => [.. cumulative.Select((sum, t) => sum - (t == 0 ? 0 : cumulative[t - 1]))];

    public int Draw(double unit) => CumulativeDraw.Of(cumulative, unit);

    public double Weight(int timestep) => 1;

    public void Update(ReadOnlySpan<int> timesteps, ReadOnlySpan<float> losses)
    {
        // There is nothing to learn.
    }
}
