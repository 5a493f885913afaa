using Diffusion.Graph;
using Diffusion.Sampling;

namespace Diffusion.Runtime.Tests.Analytic;

/// <summary>
/// The exact denoiser and the exact classifier of a <see cref="GaussianMixture"/> as networks, in float. An image holds many
/// independent draws beside each other, D consecutive elements each; its label is that of every draw.
/// </summary>
internal sealed class ExactNetworks
{
    private readonly GaussianMixture mixture;
    private readonly int size;
    private readonly int draws;
    private readonly GraphBuilder graph;
    private readonly Value x;
    private readonly Value y;

    /// <summary>√ᾱ_t and √(1 − ᾱ_t), [N, 1, 1].</summary>
    private readonly Value signal;
    private readonly Value noise;
    private readonly Value means;
    private readonly Value variances;

    /// <summary>Uᵀ·x − √ᾱ·Uᵀ·μ, [N, draws, K, D], and ᾱ·V + 1 − ᾱ, [N, 1, K, D].</summary>
    private readonly Value centred;
    private readonly Value spread;

    private ExactNetworks(string name, GaussianMixture mixture, IReadOnlyList<double> alphaBar, int size)
    {
        this.mixture = mixture;
        this.size = size;
        draws = size * size / mixture.Dimensions;
        graph = new GraphBuilder(name);
        x = graph.Input(NetworkTensors.X, ElementType.Float, -1, 1, size, size);
        var t = Ops.Cast(graph.Input(NetworkTensors.Time, ElementType.Float, -1), ElementType.Int64);
        y = graph.Input(NetworkTensors.Label, ElementType.Int64, -1);

        signal = AtTime("signal", Math.Sqrt);
        noise = AtTime("noise", value => Math.Sqrt(1 - value));
        means = Means(graph, mixture);
        variances = Variances(graph, mixture);

        var along = Ops.Reshape(Ops.MatMul(ByDraw(x), Axes(graph, mixture)), 0, draws, mixture.Components, mixture.Dimensions);
        var (root, remainder) = (Ops.Unsqueeze(signal, 1), Ops.Unsqueeze(noise, 1));
        centred = along - (root * means);
        spread = (root * root * variances) + (remainder * remainder);

        Value AtTime(string weight, Func<double, double> of) => Ops.Unsqueeze(
            Ops.Gather(graph.Initializer(weight, [.. alphaBar.Select(value => (float)of(value))], alphaBar.Count), t), 1, 2);
    }

    /// <summary>x [N, 1, H, W], t [N], y [N] (K: no label) ─► the prediction [N, 1, H, W].</summary>
    public static OnnxModel Denoiser(GaussianMixture mixture, IReadOnlyList<double> alphaBar, int size, PredictionKind prediction)
    {
        var network = new ExactNetworks("denoiser", mixture, alphaBar, size);
        var x0 = network.X0();
        var eps = (network.ByDraw(network.x) - (network.signal * x0)) / network.noise;
        var output = prediction switch
        {
            PredictionKind.X0 => x0,
            PredictionKind.Epsilon => eps,
            PredictionKind.V => (network.signal * eps) - (network.noise * x0),
            _ => throw new ArgumentOutOfRangeException(nameof(prediction), prediction, "No closed form is written for it."),
        };
        network.graph.Output(NetworkTensors.Output, Ops.Reshape(output, 0, 1, network.size, network.size));
        return network.graph.Build();
    }

    /// <summary>x [N, 1, H, W], t [N], y [N] ─► log p(every draw has label y | x_t) [N] and its gradient [N, 1, H, W].</summary>
    public static OnnxModel ClassifierGradient(GaussianMixture mixture, IReadOnlyList<double> alphaBar, int size)
    {
        var network = new ExactNetworks("classifier-gradient", mixture, alphaBar, size);
        var logPosterior = Ops.ReduceSum(Ops.LogSoftmax(network.LogJoint()), keepDimensions: false, 1);
        var picked = Ops.PickLabel(logPosterior, network.y);
        network.graph.Output(NetworkTensors.Gradient, Gradient.Of(picked, network.x));
        network.graph.Output(NetworkTensors.LogProbability, picked);
        return network.graph.Build();
    }

    /// <summary>Uᵀ·μ, [K, D].</summary>
    public static Value Means(GraphBuilder graph, GaussianMixture mixture) =>
        PerAxis(graph, mixture, "means", mixture.Means.SelectMany((mean, k) => mixture.AlongAxes(k, mean)));

    /// <summary>V, [K, D].</summary>
    public static Value Variances(GraphBuilder graph, GaussianMixture mixture) =>
        PerAxis(graph, mixture, "variances", mixture.Variances.SelectMany(axes => axes));

    /// <summary>Every component's axes beside each other, [D, K·D].</summary>
    public static Value Axes(GraphBuilder graph, GaussianMixture mixture)
    {
        var (rows, columns) = (mixture.Dimensions, mixture.Components * mixture.Dimensions);
        var data = new float[rows * columns];
        for (var i = 0; i < rows; i++)
        {
            for (var column = 0; column < columns; column++)
            {
                data[(i * columns) + column] = (float)mixture.Axes[column / rows][i, column % rows];
            }
        }

        return graph.Initializer("axes", data, rows, columns);
    }

    /// <summary>log π_y + log q(x_t | y), but for a constant, [N, draws, K].</summary>
    private Value LogJoint()
    {
        var logWeights = graph.Initializer("log_weights", [.. mixture.Weights.Select(weight => (float)Math.Log(weight))], mixture.Components);
        return logWeights - (0.5 * Ops.ReduceSum((centred * centred / spread) + Ops.Log(spread), keepDimensions: false, 3));
    }

    /// <summary>Σ_k w_k·U_k·(Uᵀ_k·μ_k + √ᾱ·V_k/(ᾱ·V_k + 1 − ᾱ)·z_k), w the label's or p(k | x_t), [N, draws, D].</summary>
    private Value X0()
    {
        var label = Ops.Unsqueeze(Ops.Slice(Ops.OneHot(y, mixture.Components + 1), 1, 0, mixture.Components), 1);
        var isNull = Ops.Unsqueeze(Ops.Equal(y, mixture.Components), 1, 2);
        var weights = Ops.Unsqueeze(Ops.Where(isNull, Ops.Softmax(LogJoint()), label), 3);
        var along = weights * (means + (Ops.Unsqueeze(signal, 1) * variances / spread * centred));
        return Ops.MatMul(Ops.Reshape(along, 0, 0, -1), Ops.Transpose(Axes(graph, mixture), 1, 0));
    }

    private Value ByDraw(Value images) => Ops.Reshape(images, 0, draws, mixture.Dimensions);

    private static Value PerAxis(GraphBuilder graph, GaussianMixture mixture, string weight, IEnumerable<double> values) =>
        graph.Initializer(weight, [.. values.Select(value => (float)value)], mixture.Components, mixture.Dimensions);
}
