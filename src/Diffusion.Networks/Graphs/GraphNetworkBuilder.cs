using System.Runtime.InteropServices;
using Diffusion.Graph;

namespace Diffusion.Networks;

/// <summary>Interprets a network as an ONNX graph: every parameter becomes a weight of the same name.</summary>
/// <param name="graph">The graph under construction.</param>
/// <param name="weights">The parameters' values by name; there may be more than the network uses. They are read when the model is written.</param>
/// <param name="precision">In which numbers the graph computes.</param>
public sealed class GraphNetworkBuilder(GraphBuilder graph, IReadOnlyDictionary<string, NamedTensor> weights, Precision precision = Precision.Single) : INetworkBuilder<Value>
{
    private readonly Dictionary<string, Value> parameters = new(StringComparer.Ordinal);
    private readonly HashSet<Value> torso = [];

    /// <exception cref="WeightsException">No such weight, or one of another shape.</exception>
    public Value Parameter(string name, Initialization initialization, params ReadOnlySpan<int> shape)
    {
        if (parameters.TryGetValue(name, out var known))
        {
            return known;
        }

        var dimensions = Long(shape);
        if (!weights.TryGetValue(name, out var weight))
        {
            throw new WeightsException($"There is no weight '{name}' among the {weights.Count} given. Use the configuration that the weights were made with.");
        }

        if (!weight.Shape.SequenceEqual(dimensions))
        {
            throw new WeightsException($"Weight '{name}' is [{string.Join(", ", weight.Shape)}], but [{string.Join(", ", dimensions)}] in the network. Use the configuration that the weights were made with.");
        }

        var half = precision == Precision.Half && HalfTorso.IsHalf(name, weights);
        var parameter = graph.Initializer(name, half
            ? TensorData.Deferred(ElementType.Float16, () => Bytes(Array.ConvertAll(weight.ToSingles(), value => (Half)value)), dimensions)
            : TensorData.Deferred(ElementType.Float, () => Bytes(weight.ToSingles()), dimensions));
        if (HalfTorso.Holds(name))
        {
            torso.Add(parameter);
        }

        return parameters[name] = parameter;
    }

    public Value Constant(ReadOnlySpan<float> values, params ReadOnlySpan<int> shape) => graph.Constant(values, Long(shape));

    public IReadOnlyList<int> Shape(Value x) => [.. x.Shape.Select(dimension => checked((int)dimension))];

    public Value Add(Value a, Value b) => a + b;

    public Value Add(Value a, float b) => a + b;

    public Value Multiply(Value a, Value b) => a * b;

    public Value Multiply(Value a, float b) => a * b;

    public Value MatMul(Value a, Value b) => Ops.MatMul(a, b);

    // Layers compute in their weights' numbers.
    public Value Conv2d(Value x, Value weight, Value bias, int stride, int padding) => Ops.Conv(Ops.Cast(x, weight.Type), weight, bias, stride, padding);

    // In two spatial dimensions ONNX Runtime's CPU kernels add up alike for every number of images. With one they split a matrix product of
    // more positions than channels, and with it its sums, where there is a single image.
    public Value Conv1x1(Value x, Value weight, Value bias) =>
        Ops.Squeeze(Ops.Conv(Ops.Unsqueeze(Ops.Cast(x, weight.Type), 2), Ops.Unsqueeze(weight, 2), bias), 2);

    public Value Linear(Value x, Value weight, Value bias) => Ops.Linear(Ops.Cast(x, weight.Type), weight, bias);

    public Value GroupNorm(Value x, int groups, Value weight, Value bias, Value? scale, Value? shift)
    {
        var y = Ops.GroupNorm(Single(x), groups, weight, bias, scale is null ? null : Single(scale), shift is null ? null : Single(shift));
        return torso.Contains(weight) ? Ops.Cast(y, x.Type) : y;
    }

    public Value Silu(Value x) => Ops.Silu(x);

    public Value Cos(Value x) => Ops.Cos(x);

    public Value Sin(Value x) => Ops.Sin(x);

    public Value Relu(Value x) => Ops.Relu(x);

    public Value Softmax(Value x) => Ops.Cast(Ops.Softmax(Single(x)), x.Type);

    public Value LogSoftmax(Value x) => Ops.LogSoftmax(Single(x));

    public Value Embedding(Value table, Value indices) => Ops.Gather(table, indices);

    public Value Reshape(Value x, params ReadOnlySpan<int> shape) => Ops.Reshape(x, Long(shape));

    public Value Transpose(Value x, params ReadOnlySpan<int> permutation) => Ops.Transpose(x, Long(permutation));

    public Value Concat(int axis, params ReadOnlySpan<Value> parts) => Ops.Concat(axis, parts);

    public Value Slice(Value x, int axis, int start, int length) => Ops.Slice(x, axis, start, length);

    public Value Mean(Value x, bool keepDimensions, params ReadOnlySpan<int> axes) => Ops.ReduceMean(Single(x), keepDimensions, Long(axes));

    public Value UpsampleNearest(Value x) => Ops.ResizeNearest(x);

    public Value AveragePool(Value x) => Ops.AveragePool(x);

    public Value ResizeBilinear(Value x, int height, int width) => Ops.ResizeBilinear(x, height, width);

    /// <summary>The identity: a graph does not train.</summary>
    public Value Dropout(Value x, float probability) => x;

    private static Value Single(Value x) => Ops.Cast(x, ElementType.Float);

    private static ReadOnlyMemory<byte> Bytes<TNumber>(TNumber[] values)
        where TNumber : unmanaged => MemoryMarshal.AsBytes(values.AsSpan()).ToArray();

    private static long[] Long(ReadOnlySpan<int> values)
    {
        var wide = new long[values.Length];
        for (var i = 0; i < wide.Length; i++)
        {
            wide[i] = values[i];
        }

        return wide;
    }
}
