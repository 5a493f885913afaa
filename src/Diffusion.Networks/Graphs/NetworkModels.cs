using Diffusion.Graph;

namespace Diffusion.Networks;

/// <summary>The ONNX files of a model, made from its configurations and weights. Images are [N, C, ImageSize, ImageSize], N is free.</summary>
public static class NetworkModels
{
    /// <summary>Key of the metadata that holds the configuration as JSON.</summary>
    public const string ConfigurationKey = "configuration";

    /// <summary>Key of the metadata that says in which numbers the graph computes, where those are not float32.</summary>
    public const string PrecisionKey = "precision";

    // Gradients deep in a classifier are smaller than float16 can hold: they are computed 1,024 times as large.
    private const double HalfGradientScale = 1024;

    /// <summary>
    /// x [N, C, S, S], t [N] float, where the network knows labels y [N] int64, and where it enlarges low_res [N, K, s, s] ─► output
    /// [N, OutChannels, S, S].
    /// </summary>
    /// <param name="c">The shape.</param>
    /// <param name="weights">By name.</param>
    /// <param name="small">What a super-resolution network is told of each image; null: it is none.</param>
    /// <param name="precision">In which numbers it computes.</param>
    /// <exception cref="ConfigurationException">The configuration has problems.</exception>
    /// <exception cref="WeightsException">A weight is missing or of another shape.</exception>
    public static OnnxModel UNet(UNetConfiguration c, IReadOnlyDictionary<string, NamedTensor> weights, LowResolutionShape? small = null, Precision precision = Precision.Single)
    {
        c.Check();
        var graph = Begin(small is null ? "unet" : "super-resolution-unet", ConfigurationJson.Write(c), precision);
        var (x, t) = (Images(graph, c.InChannels, c.ImageSize), Timesteps(graph));
        var told = new Conditions<Value>
        {
            Label = c.NumClasses is null ? null : Labels(graph),
            LowResolution = small is null ? null : graph.Input("low_res", ElementType.Float, -1, small.Channels, small.Size, small.Size),
        };
        graph.Output("output", Networks.UNet.Forward(new GraphNetworkBuilder(graph, weights, precision), c, x, t, told));
        return graph.Build();
    }

    /// <summary>x [N, C, S, S], t [N] float ─► logits [N, K].</summary>
    /// <inheritdoc cref="UNet"/>
    public static OnnxModel Classifier(EncoderUNetConfiguration c, IReadOnlyDictionary<string, NamedTensor> weights, Precision precision = Precision.Single)
    {
        c.Check();
        var graph = Begin("classifier", ConfigurationJson.Write(c), precision);
        var (x, t) = (Images(graph, c.InChannels, c.ImageSize), Timesteps(graph));
        graph.Output("logits", EncoderUNet.Forward(new GraphNetworkBuilder(graph, weights, precision), c, x, t));
        return graph.Build();
    }

    /// <summary>x [N, C, S, S], t [N] float, y [N] int64 ─► gradient ∇ₓ log p(y | x) [N, C, S, S] and log_prob log p(y | x) [N].</summary>
    /// <inheritdoc cref="UNet"/>
    public static OnnxModel ClassifierGradient(EncoderUNetConfiguration c, IReadOnlyDictionary<string, NamedTensor> weights, Precision precision = Precision.Single)
    {
        c.Check();
        var graph = Begin("classifier-gradient", ConfigurationJson.Write(c), precision);
        var (x, t, y) = (Images(graph, c.InChannels, c.ImageSize), Timesteps(graph), Labels(graph));
        var b = new GraphNetworkBuilder(graph, weights, precision);

        // Examples do not meet, so the gradient of the batch's sum is each example's own.
        var logProb = Ops.PickLabel(b.LogSoftmax(EncoderUNet.Forward(b, c, x, t)), y);
        graph.Output("gradient", precision == Precision.Half ? Gradient.Of(logProb * HalfGradientScale, x) / HalfGradientScale : Gradient.Of(logProb, x));
        graph.Output("log_prob", logProb);
        return graph.Build();
    }

    /// <summary>A judge of clean images, a classifier at timestep 0: x [N, C, S, S] ─► logits [N, K], features [N, F].</summary>
    /// <inheritdoc cref="UNet"/>
    public static OnnxModel Judge(EncoderUNetConfiguration c, IReadOnlyDictionary<string, NamedTensor> weights)
    {
        c.Check();
        var graph = Begin("judge", ConfigurationJson.Write(c), Precision.Single);
        var x = Images(graph, c.InChannels, c.ImageSize);
        var (logits, features) = EncoderUNet.ForwardWithFeatures(new GraphNetworkBuilder(graph, weights), c, x, graph.Constant([0f], 1));
        graph.Output("logits", logits);
        graph.Output("features", features);
        return graph.Build();
    }

    /// <summary>What can be told of clean images, such as colours and places: x [N, C, S, S] ─► attributes [N, A].</summary>
    /// <param name="c">The shape.</param>
    /// <param name="weights">By name.</param>
    /// <param name="means">[A], of what the network tells in <paramref name="deviations"/> from them.</param>
    /// <param name="deviations">[A], each above 0.</param>
    /// <inheritdoc cref="UNet"/>
    public static OnnxModel Attributes(EncoderUNetConfiguration c, IReadOnlyDictionary<string, NamedTensor> weights, float[] means, float[] deviations)
    {
        c.Check();
        var graph = Begin("attributes", ConfigurationJson.Write(c), Precision.Single);
        var x = Images(graph, c.InChannels, c.ImageSize);
        var told = EncoderUNet.Forward(new GraphNetworkBuilder(graph, weights), c, x, graph.Constant([0f], 1));
        graph.Output("attributes", (told * graph.Constant(deviations, deviations.Length)) + graph.Constant(means, means.Length));
        return graph.Build();
    }

    /// <summary>The weights of a network that was made here, by name.</summary>
    public static IReadOnlyDictionary<string, NamedTensor> WeightsOf(OnnxModel model) =>
        model.Weights.ToDictionary(
            weight => weight.Key,
            weight => new NamedTensor(weight.Key, weight.Value.Shape, weight.Value.AsSpan<float>().ToArray()),
            StringComparer.Ordinal);

    private static GraphBuilder Begin(string name, string configuration, Precision precision)
    {
        var graph = new GraphBuilder(name);
        graph.Metadata[ConfigurationKey] = configuration;
        if (precision != Precision.Single)
        {
            graph.Metadata[PrecisionKey] = precision.Name();
        }

        return graph;
    }

    private static Value Images(GraphBuilder graph, int channels, int size) => graph.Input("x", ElementType.Float, -1, channels, size, size);

    private static Value Timesteps(GraphBuilder graph) => graph.Input("t", ElementType.Float, -1);

    private static Value Labels(GraphBuilder graph) => graph.Input("y", ElementType.Int64, -1);
}
