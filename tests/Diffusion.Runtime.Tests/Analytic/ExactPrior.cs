using Diffusion.Graph;

namespace Diffusion.Runtime.Tests.Analytic;

/// <summary>q(x_t | y), and q(x_t) without a label, of a <see cref="GaussianMixture"/> as a model's prior.</summary>
internal static class ExactPrior
{
    /// <summary>
    /// alpha_bar [N], y [N] (K: no label), noise [N, 1, H, W], latent_noise [N, draws] ─► x [N, 1, H, W]. Without a label the latent
    /// noise chooses each draw's component: the one within whose share of the normal distribution it lies.
    /// </summary>
    public static OnnxModel Of(GaussianMixture mixture, int size)
    {
        var (components, dimensions, draws) = (mixture.Components, mixture.Dimensions, size * size / mixture.Dimensions);
        var graph = new GraphBuilder("prior");
        var alphaBar = Ops.Unsqueeze(graph.Input(NetworkTensors.AlphaBar, ElementType.Float, -1), 1, 2, 3);
        var y = graph.Input(NetworkTensors.Label, ElementType.Int64, -1);
        var noise = Ops.Reshape(graph.Input(NetworkTensors.Noise, ElementType.Float, -1, 1, size, size), 0, draws, 1, dimensions);
        var latent = Ops.Unsqueeze(graph.Input(NetworkTensors.LatentNoise, ElementType.Float, -1, draws), 2);

        var bounds = Enumerable.Range(0, components + 1).Select(k => (float)Quantile(mixture.Weights.Take(k).Sum())).ToArray();
        var isWithin = Ops.And(
            Ops.GreaterOrEqual(latent, graph.Initializer("lower", bounds.AsSpan(0, components), components)),
            Ops.Less(latent, graph.Initializer("upper", bounds.AsSpan(1), components)));
        var label = Ops.Unsqueeze(Ops.Slice(Ops.OneHot(y, components + 1), 1, 0, components), 1);
        var isNull = Ops.Unsqueeze(Ops.Equal(y, components), 1, 2);
        var chosen = Ops.Unsqueeze(Ops.Where(isNull, Ops.Cast(isWithin, ElementType.Float), label), 3);

        // U·(√ᾱ·Uᵀ·μ + √(ᾱ·V + 1 − ᾱ)·z)
        var means = ExactNetworks.Means(graph, mixture);
        var spread = (alphaBar * ExactNetworks.Variances(graph, mixture)) + (1 - alphaBar);
        var along = chosen * ((Ops.Sqrt(alphaBar) * means) + (Ops.Sqrt(spread) * noise));
        var x = Ops.MatMul(Ops.Reshape(along, 0, 0, -1), Ops.Transpose(ExactNetworks.Axes(graph, mixture), 1, 0));
        graph.Output(NetworkTensors.X, Ops.Reshape(x, 0, 1, size, size));
        return graph.Build();
    }

    /// <summary>Φ⁻¹ by bisection on Simpson's rule, within [−9, 9].</summary>
    private static double Quantile(double probability)
    {
        var (low, high) = (-9.0, 9.0);
        while (high - low > 1e-9)
        {
            var middle = (low + high) / 2;
            (low, high) = Normal(middle) < probability ? (middle, high) : (low, middle);
        }

        return low;
    }

    private static double Normal(double z)
    {
        const int Parts = 400;
        var h = z / Parts;
        var sum = Enumerable.Range(0, Parts).Sum(i => Density(i * h) + (4 * Density((i + 0.5) * h)) + Density((i + 1) * h));
        return 0.5 + (h / 6 * sum);

        static double Density(double at) => Math.Exp(-0.5 * at * at) / Math.Sqrt(2 * Math.PI);
    }
}
