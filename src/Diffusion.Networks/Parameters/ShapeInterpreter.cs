namespace Diffusion.Networks;

/// <summary>
/// Interprets a network over shapes alone: what it yields are the shapes of all values and the list of parameters. It refuses
/// what a tensor library would refuse, so a network's mistakes show without one.
/// </summary>
public sealed class ShapeInterpreter : INetworkBuilder<EquatableList<int>>
{
    private readonly Dictionary<string, ParameterInfo> byName = new(StringComparer.Ordinal);
    private readonly List<ParameterInfo> parameters = [];

    /// <summary>Every parameter asked for, in the order of first use.</summary>
    public IReadOnlyList<ParameterInfo> Parameters => parameters;

    public EquatableList<int> Parameter(string name, Initialization initialization, params ReadOnlySpan<int> shape)
    {
        var parameter = new ParameterInfo(name, new EquatableList<int>(shape.ToArray()), initialization);
        if (byName.TryAdd(name, parameter))
        {
            parameters.Add(parameter);
        }
        else if (byName[name] != parameter)
        {
            throw new ArgumentException($"Parameter '{name}' is asked for as {Text(parameter.Shape)} and as {Text(byName[name].Shape)}. Give each its own name.");
        }

        return parameter.Shape;
    }

    public EquatableList<int> Constant(ReadOnlySpan<float> values, params ReadOnlySpan<int> shape)
    {
        Require(values.Length == Count(shape), $"{values.Length} values", Text(shape.ToArray()));
        return new(shape.ToArray());
    }

    public IReadOnlyList<int> Shape(EquatableList<int> x) => x;

    public EquatableList<int> Add(EquatableList<int> a, EquatableList<int> b) => Broadcast(a, b);

    public EquatableList<int> Add(EquatableList<int> a, float b) => a;

    public EquatableList<int> Multiply(EquatableList<int> a, EquatableList<int> b) => Broadcast(a, b);

    public EquatableList<int> Multiply(EquatableList<int> a, float b) => a;

    public EquatableList<int> MatMul(EquatableList<int> a, EquatableList<int> b)
    {
        Require(a.Count == b.Count && a[^1] == b[^2] && a.SkipLast(2).SequenceEqual(b.SkipLast(2)), Text(a), Text(b));
        return [.. a.SkipLast(1), b[^1]];
    }

    public EquatableList<int> Conv2d(EquatableList<int> x, EquatableList<int> weight, EquatableList<int> bias, int stride, int padding)
    {
        Require(x.Count == 4 && weight.Count == 4 && x[1] == weight[1] && bias.Equals([weight[0]]), Text(x), Text(weight));
        int Size(int axis) => ((x[axis] + (2 * padding) - weight[axis]) / stride) + 1;
        return [x[0], weight[0], Size(2), Size(3)];
    }

    public EquatableList<int> Conv1x1(EquatableList<int> x, EquatableList<int> weight, EquatableList<int> bias)
    {
        Require(x.Count == 3 && weight.Count == 3 && x[1] == weight[1] && weight[2] == 1 && bias.Equals([weight[0]]), Text(x), Text(weight));
        return [x[0], weight[0], x[2]];
    }

    public EquatableList<int> Linear(EquatableList<int> x, EquatableList<int> weight, EquatableList<int> bias)
    {
        Require(x.Count == 2 && weight.Count == 2 && x[1] == weight[1] && bias.Equals([weight[0]]), Text(x), Text(weight));
        return [x[0], weight[0]];
    }

    public EquatableList<int> GroupNorm(EquatableList<int> x, int groups, EquatableList<int> weight, EquatableList<int> bias, EquatableList<int>? scale, EquatableList<int>? shift)
    {
        Require(x[1] % groups == 0 && weight.Equals([x[1]]) && bias.Equals(weight), Text(x), Text(weight));
        foreach (var modulation in new[] { scale, shift }.OfType<EquatableList<int>>())
        {
            Require(modulation.Equals([x[0], x[1]]), Text(x), Text(modulation));
        }

        return x;
    }

    public EquatableList<int> Silu(EquatableList<int> x) => x;

    public EquatableList<int> Cos(EquatableList<int> x) => x;

    public EquatableList<int> Sin(EquatableList<int> x) => x;

    public EquatableList<int> Relu(EquatableList<int> x) => x;

    public EquatableList<int> Softmax(EquatableList<int> x) => x;

    public EquatableList<int> LogSoftmax(EquatableList<int> x) => x;

    public EquatableList<int> Embedding(EquatableList<int> table, EquatableList<int> indices)
    {
        Require(table.Count == 2 && indices.Count == 1, Text(table), Text(indices));
        return [indices[0], table[1]];
    }

    public EquatableList<int> Reshape(EquatableList<int> x, params ReadOnlySpan<int> shape)
    {
        var result = shape.ToArray();
        for (var i = 0; i < result.Length; i++)
        {
            result[i] = result[i] == 0 ? x[i] : result[i];
        }

        var rest = Array.IndexOf(result, -1);
        if (rest >= 0)
        {
            result[rest] = 1;
            result[rest] = (int)(Count(x) / Count(result));
        }

        Require(Count(x) == Count(result), Text(x), Text(shape.ToArray()));
        return new(result);
    }

    public EquatableList<int> Transpose(EquatableList<int> x, params ReadOnlySpan<int> permutation)
    {
        var order = permutation.ToArray();
        Require(order.Order().SequenceEqual(Enumerable.Range(0, x.Count)), Text(x), Text(order));
        return [.. order.Select(axis => x[axis])];
    }

    public EquatableList<int> Concat(int axis, params ReadOnlySpan<EquatableList<int>> parts)
    {
        var result = parts[0].ToArray();
        var at = Axis(parts[0], axis);
        foreach (var part in parts[1..])
        {
            Require(part.Count == result.Length && !part.Where((size, i) => i != at && size != result[i]).Any(), Text(result), Text(part));
            result[at] += part[at];
        }

        return new(result);
    }

    public EquatableList<int> Slice(EquatableList<int> x, int axis, int start, int length)
    {
        var at = Axis(x, axis);
        Require(start >= 0 && start + length <= x[at], Text(x), $"elements {start} to {start + length} of axis {axis}");
        return [.. x.Select((size, i) => i == at ? length : size)];
    }

    public EquatableList<int> Mean(EquatableList<int> x, bool keepDimensions, params ReadOnlySpan<int> axes)
    {
        var over = axes.ToArray().Select(axis => Axis(x, axis)).ToHashSet();
        return keepDimensions ? [.. x.Select((size, i) => over.Contains(i) ? 1 : size)] : [.. x.Where((_, i) => !over.Contains(i))];
    }

    public EquatableList<int> UpsampleNearest(EquatableList<int> x) => [x[0], x[1], 2 * x[2], 2 * x[3]];

    public EquatableList<int> AveragePool(EquatableList<int> x) => [x[0], x[1], x[2] / 2, x[3] / 2];

    public EquatableList<int> ResizeBilinear(EquatableList<int> x, int height, int width) => [x[0], x[1], height, width];

    public EquatableList<int> Dropout(EquatableList<int> x, float probability) => x;

    private static EquatableList<int> Broadcast(EquatableList<int> a, EquatableList<int> b)
    {
        var result = new int[Math.Max(a.Count, b.Count)];
        for (var i = 1; i <= result.Length; i++)
        {
            var (left, right) = (i <= a.Count ? a[^i] : 1, i <= b.Count ? b[^i] : 1);
            Require(left == right || left == 1 || right == 1, Text(a), Text(b));
            result[^i] = Math.Max(left, right);
        }

        return new(result);
    }

    private static int Axis(EquatableList<int> x, int axis) => axis < 0 ? x.Count + axis : axis;

    private static long Count(IEnumerable<int> shape) => shape.Aggregate(1L, (product, dimension) => product * dimension);

    private static long Count(ReadOnlySpan<int> shape)
    {
        var product = 1L;
        foreach (var dimension in shape)
        {
            product *= dimension;
        }

        return product;
    }

    private static string Text(IEnumerable<int> shape) => $"[{string.Join(", ", shape)}]";

    private static void Require(bool fits, string a, string b)
    {
        if (!fits)
        {
            throw new ArgumentException($"{a} and {b} do not fit together. Check the network's shapes.");
        }
    }
}
