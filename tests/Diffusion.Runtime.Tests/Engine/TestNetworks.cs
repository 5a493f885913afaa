using Diffusion.Graph;
using Diffusion.Sampling;

namespace Diffusion.Runtime.Tests.Engine;

/// <summary>
/// Small networks of random weights with every kind of layer that the real ones have: convolutions, group norms, attention,
/// resampling, an embedding of labels.
/// </summary>
internal sealed class TestNetworks
{
    private const int Width = 16;
    private readonly GraphBuilder graph;
    private readonly uint network;
    private uint weights;

    private TestNetworks(string name, uint network)
    {
        graph = new GraphBuilder(name);
        this.network = network;
    }

    /// <summary>[N, 3, 8, 8], four labels of which one is not a number.</summary>
    public static OnnxModel Unet(int brokenLabel, uint network = 0)
    {
        var build = new TestNetworks("unet", network);
        var x = build.graph.Input(NetworkTensors.X, ElementType.Float, -1, 3, 8, 8);
        var t = build.graph.Input(NetworkTensors.Time, ElementType.Float, -1);
        var y = build.graph.Input(NetworkTensors.Label, ElementType.Int64, -1);

        var table = build.Random(4 * Width, 0.5f);
        table.AsSpan(brokenLabel * Width, Width).Fill(float.NaN);
        var embedding = Ops.Gather(build.graph.Initializer("labels", table, 4, Width), y) + (Ops.Unsqueeze(t, 1) * 0.01);
        var h = build.Body(x, embedding);
        build.graph.Output(NetworkTensors.Output, build.Conv(h, Width, 3));
        return build.graph.Build();
    }

    /// <summary>The gradient of a classifier of [N, 3, 8, 8] with four labels.</summary>
    public static OnnxModel ClassifierGradient()
    {
        var build = new TestNetworks("classifier-gradient", 1);
        var x = build.graph.Input(NetworkTensors.X, ElementType.Float, -1, 3, 8, 8);
        var t = build.graph.Input(NetworkTensors.Time, ElementType.Float, -1);
        var y = build.graph.Input(NetworkTensors.Label, ElementType.Int64, -1);

        var embedding = build.Weight(1, Width) * (Ops.Unsqueeze(t, 1) * 0.01);
        var pooled = Ops.ReduceMean(build.Body(x, embedding), keepDimensions: false, 2, 3);
        var logProbabilities = Ops.LogSoftmax(Ops.Linear(pooled, build.Weight(4, Width)));
        var picked = Ops.PickLabel(logProbabilities, y);
        build.graph.Output(NetworkTensors.Gradient, Gradient.Of(picked, x));
        build.graph.Output(NetworkTensors.LogProbability, picked);
        return build.graph.Build();
    }

    private Value Body(Value x, Value embedding)
    {
        var h = Conv(x, 3, Width) + Ops.Reshape(embedding, -1, Width, 1, 1);
        var skip = h;
        h = Conv(Ops.Silu(Norm(h)), Width, Width, stride: 2);
        h += Attention(Norm(h));
        return Ops.Silu(Norm(skip + Ops.ResizeNearest(h)));
    }

    private Value Attention(Value h)
    {
        var pixels = Ops.Transpose(Ops.Reshape(h, 0, Width, -1), 0, 2, 1);
        var attended = Ops.Softmax(Ops.MatMul(pixels, Ops.Transpose(pixels, 0, 2, 1)) * 0.25);
        var mixed = Ops.MatMul(Ops.MatMul(attended, pixels), Weight(Width, Width));
        return Ops.Reshape(Ops.Transpose(mixed, 0, 2, 1), 0, Width, 4, 4);
    }

    private Value Conv(Value x, int inputs, int outputs, int stride = 1) =>
        Ops.Conv(x, Weight(outputs, inputs, 3, 3), Weight(outputs), stride, padding: 1);

    private Value Norm(Value x) => Ops.GroupNorm(x, 4, Weight(Width) + 1, Weight(Width));

    private Value Weight(params long[] shape)
    {
        var length = shape.Aggregate((product, dimension) => product * dimension);
        return graph.Initializer($"weight_{weights}", Random((int)length, MathF.Sqrt((float)shape[0] / length)), shape);
    }

    private float[] Random(int length, float scale)
    {
        var values = new float[length];
        PhiloxNoise.Fill(values, 7, network, NoiseStream.Start, weights++);
        return Array.ConvertAll(values, value => value * scale);
    }
}
