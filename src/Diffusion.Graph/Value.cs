namespace Diffusion.Graph;

/// <summary>A tensor of a graph under construction: an input, a constant, or an output of a node. Arithmetic emits nodes and broadcasts as numpy does.</summary>
public sealed class Value
{
    private readonly long[] _shape;

    internal Value(GraphBuilder graph, ElementType type, long[] shape)
    {
        Graph = graph;
        Type = type;
        _shape = shape;
    }

    public ElementType Type { get; }

    /// <summary>The dimensions; −1 is the batch (or a multiple of it), known only when the graph runs.</summary>
    public IReadOnlyList<long> Shape => _shape;

    public int Rank => _shape.Length;

    /// <summary>The elements of a constant or a weight; null for anything that is computed.</summary>
    public TensorData? Data { get; internal init; }

    internal GraphBuilder Graph { get; }

    internal ReadOnlySpan<long> Dimensions => _shape;

    /// <summary>The exact name that an input or a weight has in the file.</summary>
    internal string? Name { get; init; }

    internal Node? Producer { get; init; }

    /// <summary>The elements of an int64 vector that holds a shape, as far as they are known (−1 elsewhere).</summary>
    internal long[]? Contents { get; init; }

    public static Value operator +(Value a, Value b) => Ops.Add(a, b);

    public static Value operator +(Value a, double b) => Ops.Add(a, a.Constant(b));

    public static Value operator +(double a, Value b) => Ops.Add(b.Constant(a), b);

    public static Value operator -(Value a, Value b) => Ops.Subtract(a, b);

    public static Value operator -(Value a, double b) => Ops.Subtract(a, a.Constant(b));

    public static Value operator -(double a, Value b) => Ops.Subtract(b.Constant(a), b);

    public static Value operator *(Value a, Value b) => Ops.Multiply(a, b);

    public static Value operator *(Value a, double b) => Ops.Multiply(a, a.Constant(b));

    public static Value operator *(double a, Value b) => Ops.Multiply(b.Constant(a), b);

    public static Value operator /(Value a, Value b) => Ops.Divide(a, b);

    public static Value operator /(Value a, double b) => Ops.Divide(a, a.Constant(b));

    public static Value operator /(double a, Value b) => Ops.Divide(b.Constant(a), b);

    public static Value operator -(Value a) => Ops.Negate(a);

    public override string ToString() => $"{Name ?? Producer?.Op ?? "constant"} {Type} {Shapes.Text(_shape)}";

    /// <summary>A scalar of this value's type.</summary>
    internal Value Constant(double value) => Graph.Scalar(value, Type);
}
