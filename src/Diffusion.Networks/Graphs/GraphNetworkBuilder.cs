using Diffusion.Graph;

namespace Diffusion.Networks;

/// <summary>Interprets a network as an ONNX graph: every parameter becomes a weight of the same name.</summary>
/// <param name="graph">The graph under construction.</param>
/// <param name="weights">The parameters' values by name; there may be more than the network uses.</param>
public sealed class GraphNetworkBuilder(GraphBuilder graph, IReadOnlyDictionary<string, NamedTensor> weights) : INetworkBuilder<Value>
{
    private readonly Dictionary<string, Value> parameters = new(StringComparer.Ordinal);

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

        return parameters[name] = graph.Initializer(name, weight.ToSingles(), dimensions);
    }

    public Value Constant(ReadOnlySpan<float> values, params ReadOnlySpan<int> shape) => graph.Constant(values, Long(shape));

    public IReadOnlyList<int> Shape(Value x) => [.. x.Shape.Select(dimension => checked((int)dimension))];

    public Value Add(Value a, Value b) => a + b;

    public Value Add(Value a, float b) => a + b;

    public Value Multiply(Value a, Value b) => a * b;

    public Value Multiply(Value a, float b) => a * b;

    public Value MatMul(Value a, Value b) => Ops.MatMul(a, b);

    public Value Conv2d(Value x, Value weight, Value bias, int stride, int padding) => Ops.Conv(x, weight, bias, stride, padding);

    public Value Conv1x1(Value x, Value weight, Value bias) => Ops.Conv(x, weight, bias);

    public Value Linear(Value x, Value weight, Value bias) => Ops.Linear(x, weight, bias);

    public Value GroupNorm(Value x, int groups, Value weight, Value bias, Value? scale, Value? shift) => Ops.GroupNorm(x, groups, weight, bias, scale, shift);

    public Value Silu(Value x) => Ops.Silu(x);

    public Value Cos(Value x) => Ops.Cos(x);

    public Value Sin(Value x) => Ops.Sin(x);

    public Value Relu(Value x) => Ops.Relu(x);

    public Value Softmax(Value x) => Ops.Softmax(x);

    public Value LogSoftmax(Value x) => Ops.LogSoftmax(x);

    public Value Embedding(Value table, Value indices) => Ops.Gather(table, indices);

    public Value Reshape(Value x, params ReadOnlySpan<int> shape) => Ops.Reshape(x, Long(shape));

    public Value Transpose(Value x, params ReadOnlySpan<int> permutation) => Ops.Transpose(x, Long(permutation));

    public Value Concat(int axis, params ReadOnlySpan<Value> parts) => Ops.Concat(axis, parts);

    public Value Slice(Value x, int axis, int start, int length) => Ops.Slice(x, axis, start, length);

    public Value Mean(Value x, bool keepDimensions, params ReadOnlySpan<int> axes) => Ops.ReduceMean(x, keepDimensions, Long(axes));

    public Value UpsampleNearest(Value x) => Ops.ResizeNearest(x);

    public Value AveragePool(Value x) => Ops.AveragePool(x);

    public Value ResizeBilinear(Value x, int height, int width) => Ops.ResizeBilinear(x, height, width);

    /// <summary>The identity: a graph does not train.</summary>
    public Value Dropout(Value x, float probability) => x;

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
