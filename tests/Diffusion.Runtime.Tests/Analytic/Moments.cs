namespace Diffusion.Runtime.Tests.Analytic;

/// <summary>
/// Averages over images of everything that is compared with theory: each element, the products of each two elements about a
/// fixed centre, and each component's share p(k | x₀).
/// </summary>
/// <param name="Names">What each average is of.</param>
/// <param name="Values">The averages.</param>
/// <param name="Errors">Their standard errors.</param>
internal sealed record Moments(string[] Names, double[] Values, double[] Errors)
{
    private const double StandardErrors = 5;

    /// <summary>The averages over draws.</summary>
    public static Moments Of(GaussianMixture mixture, double[][] draws, double[] centre) =>
        Of(mixture, [.. draws.Select(x => Features(mixture, x, centre))]);

    /// <summary>
    /// What the averages tend to with ever more steps, from the same draws at S steps and at S/2: 2·fine − coarse is free of an
    /// error that falls as 1/S (Richardson). What is left of it is taken to be at most half of fine − coarse.
    /// </summary>
    public static (Moments Limit, double[] Allowance) Extrapolate(GaussianMixture mixture, double[][] fine, double[][] coarse, double[] centre)
    {
        var features = fine.Zip(coarse, (a, b) => (Fine: Features(mixture, a, centre), Coarse: Features(mixture, b, centre))).ToArray();
        var change = Of(mixture, [.. features.Select(pair => Combine(pair, 1))]);
        return (Of(mixture, [.. features.Select(pair => Combine(pair, 2))]), [.. change.Values.Select(value => Math.Abs(value) / 2)]);

        static double[] Combine((double[] Fine, double[] Coarse) pair, double weight) =>
            [.. pair.Fine.Zip(pair.Coarse, (a, b) => (weight * a) - b)];
    }

    /// <summary>
    /// The averages at S steps, and how far they may be off what they tend to by the length of the steps: where the error falls as
    /// 1/S^p, fine − limit is (coarse − fine)/(2^p − 1) (Richardson). The same draws make both, so that hardly any chance is in it.
    /// </summary>
    /// <param name="mixture">What they are drawn from.</param>
    /// <param name="fine">At S steps.</param>
    /// <param name="coarse">At S/2.</param>
    /// <param name="centre">About which products are taken.</param>
    /// <param name="order">p of the sampler.</param>
    public static (Moments Fine, double[] Bound) Richardson(GaussianMixture mixture, double[][] fine, double[][] coarse, double[] centre, int order)
    {
        var (atFine, atCoarse) = (Of(mixture, fine, centre), Of(mixture, coarse, centre));
        return (atFine, [.. atFine.Values.Zip(atCoarse.Values, (one, other) => Math.Abs(one - other) / (Math.Pow(2, order) - 1))]);
    }

    /// <summary>What the averages of elements and products are in theory, in the same order.</summary>
    public static double[] Exact(double[] mean, double[,] covariance) =>
        [.. mean, .. Pairs(mean.Length).Select(pair => covariance[pair.I, pair.J])];

    /// <summary>Every average lies within five standard errors, and what else it may be off, of its exact value.</summary>
    /// <param name="exact">As many as are known.</param>
    /// <param name="allowance">How far each may be off apart from chance.</param>
    public void AssertNear(double[] exact, Func<int, double> allowance)
    {
        var off = Enumerable.Range(0, exact.Length)
            .Where(i => !(Math.Abs(Values[i] - exact[i]) <= (StandardErrors * Errors[i]) + allowance(i)))
            .Select(i => $"{Names[i]} is {Values[i]:g6} ± {Errors[i]:g2}, but {exact[i]:g6} in theory, and may be off by {allowance(i):g2} besides")
            .ToList();
        Assert.True(off.Count == 0, string.Join("; ", off));
    }

    private static Moments Of(GaussianMixture mixture, double[][] features)
    {
        var values = Columns(features, (sum, row, column) => sum + row[column], features.Length);
        var variances = Columns(features, (sum, row, column) => sum + Math.Pow(row[column] - values[column], 2), features.Length - 1);
        return new Moments(NamesOf(mixture), values, [.. variances.Select(variance => Math.Sqrt(variance / features.Length))]);
    }

    private static double[] Features(GaussianMixture mixture, double[] x, double[] centre) =>
        [.. x, .. Pairs(x.Length).Select(pair => (x[pair.I] - centre[pair.I]) * (x[pair.J] - centre[pair.J])), .. mixture.Posterior(x, alphaBar: 1)];

    private static string[] NamesOf(GaussianMixture mixture) =>
    [
        .. Enumerable.Range(0, mixture.Dimensions).Select(i => $"mean {i}"),
        .. Pairs(mixture.Dimensions).Select(pair => $"covariance {pair.I} {pair.J}"),
        .. Enumerable.Range(0, mixture.Components).Select(k => $"share {k}"),
    ];

    private static IEnumerable<(int I, int J)> Pairs(int dimensions) =>
        Enumerable.Range(0, dimensions).SelectMany(i => Enumerable.Range(i, dimensions - i).Select(j => (i, j)));

    private static double[] Columns(double[][] rows, Func<double, double[], int, double> add, int divisor) =>
        [.. Enumerable.Range(0, rows[0].Length).Select(column => rows.Aggregate(0.0, (sum, row) => add(sum, row, column)) / divisor)];
}
