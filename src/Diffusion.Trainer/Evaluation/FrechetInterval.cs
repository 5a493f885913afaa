namespace Diffusion.Trainer.Evaluation;

/// <summary>How far the Fréchet distance of other images of the same number would be: half the width of its 95 % interval.</summary>
public static class FrechetInterval
{
    private const int Resamples = 40;

    /// <summary>
    /// 1.96 standard deviations over bootstrap samples, each with as many images of each class as there are. Quantiles would not do: a
    /// sample with repeats lies farther from the real images than any without, so that they all stand above the distance itself.
    /// </summary>
    /// <param name="features">Of the measured images, [F] each.</param>
    /// <param name="labels">Their classes; null: not told.</param>
    /// <param name="real">What they are measured against.</param>
    public static double Margin(IReadOnlyList<float[]> features, IReadOnlyList<int>? labels, FeatureMoments real)
    {
        var random = new Random(1);
        var classOf = labels ?? new int[features.Count];
        var members = Enumerable.Range(0, features.Count).GroupBy(index => classOf[index]).ToDictionary(group => group.Key, group => group.ToArray());
        double[] resampled = [.. Enumerable.Range(0, Resamples)
            .Select(_ => classOf.Select(label => features[members[label][random.Next(members[label].Length)]]).ToList())
            .Select(sample => FrechetDistance.Of(FeatureMoments.Of(sample), real))];
        var mean = resampled.Average();
        return 1.96 * Math.Sqrt(resampled.Sum(distance => (distance - mean) * (distance - mean)) / (Resamples - 1));
    }
}
