namespace Diffusion.Runtime.Tests.Analytic;

/// <summary>
/// A mixture of Gaussians of any covariance, one component a label, and what diffusion makes of it, in closed form and in double:
/// q(x_t | y) = N(√ᾱ·μ_y, U_y·(ᾱ·V_y + (1 − ᾱ)·I)·U_yᵀ) where component y has the covariance U_y·V_y·U_yᵀ.
/// </summary>
internal sealed class GaussianMixture
{
    private GaussianMixture(double[] weights, double[][] means, double[][] deviations, double[][] normals)
    {
        Weights = weights;
        Means = means;
        Variances = [.. deviations.Select(axes => axes.Select(deviation => deviation * deviation).ToArray())];
        Axes = [.. normals.Select(Reflection)];
    }

    /// <summary>
    /// Three components in four dimensions: the first and the third overlap, the second stands apart. Five deviations stay
    /// within [−1, 1], so that draws can be start images.
    /// </summary>
    public static GaussianMixture Example { get; } = new(
        [0.5, 0.3, 0.2],
        [[0.3, -0.2, 0.1, 0.25], [-0.3, 0.25, -0.1, 0.1], [0.2, -0.3, 0.25, 0.1]],
        [[0.14, 0.1, 0.06, 0.12], [0.08, 0.14, 0.1, 0.05], [0.12, 0.07, 0.14, 0.09]],
        [[1, 2, -1, 0.5], [1, -1, 0.5, 2], [0.5, 1, 2, 1]]);

    /// <summary>π, [K].</summary>
    public double[] Weights { get; }

    /// <summary>μ, [K][D].</summary>
    public double[][] Means { get; }

    /// <summary>The diagonals of V, [K][D].</summary>
    public double[][] Variances { get; }

    /// <summary>U, [K][D, D]: the columns are a component's axes.</summary>
    public double[][,] Axes { get; }

    /// <summary>K.</summary>
    public int Components => Weights.Length;

    /// <summary>D.</summary>
    public int Dimensions => Means[0].Length;

    /// <summary>Uᵀ·x, a vector along a component's axes.</summary>
    public double[] AlongAxes(int component, double[] x) =>
        [.. Enumerable.Range(0, Dimensions).Select(j => Enumerable.Range(0, Dimensions).Sum(i => Axes[component][i, j] * x[i]))];

    /// <summary>U·z, the vector that lies so along a component's axes.</summary>
    public double[] FromAxes(int component, double[] z) =>
        [.. Enumerable.Range(0, Dimensions).Select(i => Enumerable.Range(0, Dimensions).Sum(j => Axes[component][i, j] * z[j]))];

    /// <summary>p(y | x_t) for every y, [K].</summary>
    public double[] Posterior(double[] x, double alphaBar)
    {
        var logJoint = Enumerable.Range(0, Components).Select(k =>
        {
            var z = Centred(k, x, alphaBar);
            return Math.Log(Weights[k]) - (0.5 * z.Select((value, j) => Spread(k, j, alphaBar) is var d ? (value * value / d) + Math.Log(d) : 0).Sum());
        }).ToArray();
        var joint = logJoint.Select(value => Math.Exp(value - logJoint.Max())).ToArray();
        return [.. joint.Select(value => value / joint.Sum())];
    }

    /// <summary>E[x₀ | x_t, y], or E[x₀ | x_t] without a label.</summary>
    public double[] Denoise(double[] x, double alphaBar, int? label = null)
    {
        var weights = label is null ? Posterior(x, alphaBar) : [.. Enumerable.Range(0, Components).Select(k => k == label ? 1.0 : 0)];
        return Sum(Enumerable.Range(0, Components).Select(k =>
        {
            // μ + U·√ᾱ·V/(ᾱ·V + 1 − ᾱ)·Uᵀ·(x_t − √ᾱ·μ)
            var z = Centred(k, x, alphaBar).Select((value, j) => Math.Sqrt(alphaBar) * Variances[k][j] / Spread(k, j, alphaBar) * value);
            return FromAxes(k, [.. z]).Select((value, i) => weights[k] * (Means[k][i] + value)).ToArray();
        }));
    }

    /// <summary>∇ log p(y | x_t) = ∇ log q(x_t | y) − Σ_k p(k | x_t)·∇ log q(x_t | k).</summary>
    public double[] PosteriorGradient(int label, double[] x, double alphaBar)
    {
        var posterior = Posterior(x, alphaBar);
        return Sum(Enumerable.Range(0, Components).Select(k =>
        {
            var z = Centred(k, x, alphaBar).Select((value, j) => -value / Spread(k, j, alphaBar));
            return FromAxes(k, [.. z]).Select(value => ((k == label ? 1 : 0) - posterior[k]) * value).ToArray();
        }));
    }

    /// <summary>E[x₀ | y], or E[x₀] without a label.</summary>
    public double[] Mean(int? label = null) => label is { } only
        ? Means[only]
        : Sum(Means.Select((mean, k) => mean.Select(value => Weights[k] * value).ToArray()));

    /// <summary>The covariance of x₀ given y, or of all x₀ without a label.</summary>
    public double[,] Covariance(int? label = null)
    {
        var mean = Mean(label);
        var covariance = new double[Dimensions, Dimensions];
        for (var k = 0; k < Components; k++)
        {
            var weight = label is null ? Weights[k] : k == label ? 1 : 0;
            for (var i = 0; i < Dimensions; i++)
            {
                for (var j = 0; j < Dimensions; j++)
                {
                    var within = Enumerable.Range(0, Dimensions).Sum(a => Axes[k][i, a] * Variances[k][a] * Axes[k][j, a]);
                    covariance[i, j] += weight * (within + ((Means[k][i] - mean[i]) * (Means[k][j] - mean[j])));
                }
            }
        }

        return covariance;
    }

    /// <summary>One x₀ of a component, or of all without a label.</summary>
    public double[] Draw(Random random, int? label = null)
    {
        var component = label ?? Choose(random.NextDouble());
        var z = Variances[component].Select(variance => Math.Sqrt(variance) * Normal(random)).ToArray();
        return [.. FromAxes(component, z).Zip(Means[component], (offset, mean) => mean + offset)];
    }

    private static double[,] Reflection(double[] normal)
    {
        // I − 2·n·nᵀ/(n·n) is orthogonal.
        var square = normal.Sum(value => value * value);
        var axes = new double[normal.Length, normal.Length];
        for (var i = 0; i < normal.Length; i++)
        {
            for (var j = 0; j < normal.Length; j++)
            {
                axes[i, j] = (i == j ? 1 : 0) - (2 * normal[i] * normal[j] / square);
            }
        }

        return axes;
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static double[] Sum(IEnumerable<double[]> vectors) =>
        vectors.Aggregate((sum, vector) => [.. sum.Zip(vector, (a, b) => a + b)]);

    private int Choose(double uniform)
    {
        var component = 0;
        while (component < Components - 1 && uniform >= Weights[component])
        {
            uniform -= Weights[component++];
        }

        return component;
    }

    private double[] Centred(int component, double[] x, double alphaBar) =>
        AlongAxes(component, [.. x.Zip(Means[component], (value, mean) => value - (Math.Sqrt(alphaBar) * mean))]);

    private double Spread(int component, int axis, double alphaBar) => (alphaBar * Variances[component][axis]) + 1 - alphaBar;
}
