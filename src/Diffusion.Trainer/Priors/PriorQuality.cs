using Diffusion.Sampling;
using Diffusion.Trainer.Datasets;

namespace Diffusion.Trainer.Priors;

/// <summary>How well a prior and N(0, I) tell noised images that they were not fitted to, in nats a dimension; more is better.</summary>
/// <param name="Share">t′/T.</param>
/// <param name="AlphaBar">ᾱ_{t′}.</param>
/// <param name="Prior">Mean of ln q(x_{t′} | y)/D.</param>
/// <param name="Standard">The same of N(0, I), where a truncated chain without a prior starts.</param>
public sealed record PriorQuality(double Share, double AlphaBar, double Prior, double Standard)
{
    private static readonly double[] Shares = [0.5, 0.6, 0.7, 0.8, 0.9];

    /// <param name="prior">What was fitted.</param>
    /// <param name="images">The data set.</param>
    /// <param name="members">Which of its images.</param>
    /// <param name="schedule">Says ᾱ_{t′}.</param>
    public static IReadOnlyList<PriorQuality> Measure(ClassPrior prior, ImageSet images, IReadOnlyList<int> members, NoiseSchedule schedule) =>
        [.. Shares.Select(share => MeasureAt(prior, images, members, share, schedule.AlphaBar[Math.Max(0, (int)Math.Round(share * schedule.Timesteps) - 1)]))];

    private static PriorQuality MeasureAt(ClassPrior prior, ImageSet images, IReadOnlyList<int> members, double share, double alphaBar)
    {
        var (clean, noise, x) = (new float[images.ImageLength], new float[images.ImageLength], new double[images.ImageLength]);
        var (byPrior, byStandard) = (0.0, 0.0);
        foreach (var member in members)
        {
            images.Read(member, clean);
            PhiloxNoise.Fill(noise, seed: 0, (uint)member, NoiseStream.Prior, draw: 0);
            for (var i = 0; i < x.Length; i++)
            {
                // x_t = √ᾱ·x₀ + √(1 − ᾱ)·ε
                x[i] = (Math.Sqrt(alphaBar) * clean[i]) + (Math.Sqrt(1 - alphaBar) * noise[i]);
            }

            byPrior += prior.LogDensity(x, images.Labels[member], alphaBar);
            byStandard -= 0.5 * ((x.Length * Math.Log(2 * Math.PI)) + x.Sum(value => value * value));
        }

        var values = (double)members.Count * images.ImageLength;
        return new PriorQuality(share, alphaBar, byPrior / values, byStandard / values);
    }
}
