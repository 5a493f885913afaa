namespace Diffusion.Graph;

/// <summary>Repeating a tensor along dimensions, and the sums that undo it.</summary>
public static partial class Ops
{
    /// <summary>Repeats dimensions of 1. A 1 in <paramref name="shape"/> keeps the dimension at that place, also the batch.</summary>
    public static Value Expand(Value x, params ReadOnlySpan<long> shape) =>
        Shapes.IsStatic(shape)
            ? Expand(x, x.Graph.Vector(shape))
            : throw new GraphException($"Expand: the target {Shapes.Text(shape)} has an unknown dimension. Give 1 there to keep the operand's, or a computed shape.");

    /// <summary>Repeats dimensions of 1 until the result has the int64 vector <paramref name="shape"/>.</summary>
    public static Value Expand(Value x, Value shape)
    {
        OfType("Expand", shape, ElementType.Int64);
        var target = shape.Contents ?? throw new GraphException("Expand: nothing is known about the target shape. Use a constant or ShapeOf.");
        return Emit("Expand", [x, shape], x.Type, Shapes.Broadcast("Expand", x.Dimensions, target), [(_, g) => SumTo(g, x)]);
    }

    /// <summary>Zeros of a tensor's type and shape, whatever the tensor holds.</summary>
    public static Value ZerosLike(Value x) => FilledLike(x, 0);

    /// <summary>Ones of a tensor's type and shape.</summary>
    public static Value OnesLike(Value x) => FilledLike(x, 1);

    /// <summary>Sums a gradient over the dimensions along which <paramref name="x"/> was repeated.</summary>
    internal static Value SumTo(Value g, Value x)
    {
        var added = g.Rank - x.Rank;
        var repeated = new List<long>();
        for (var i = 0; i < g.Rank; i++)
        {
            if (i < added || (x.Shape[i - added] == 1 && g.Shape[i] != 1))
            {
                repeated.Add(i);
            }
        }

        if (repeated.Count == 0)
        {
            return ExpandLike(g, x);
        }

        var sum = ReduceSum(g, keepDimensions: true, [.. repeated]);
        sum = added > 0 ? Squeeze(sum, [.. repeated.Take(added)]) : sum;
        return ExpandLike(sum, x);
    }

    /// <summary>Repeats <paramref name="g"/>, of equal rank, until it has the shape of <paramref name="x"/>.</summary>
    internal static Value ExpandLike(Value g, Value x)
    {
        if (g.Dimensions.SequenceEqual(x.Dimensions))
        {
            return g;
        }

        if (g.Rank < x.Rank)
        {
            return Expand(g, ShapeOf(x));
        }

        var target = new long[x.Rank];
        for (var i = 0; i < x.Rank; i++)
        {
            target[i] = g.Shape[i] == x.Shape[i] ? 1 : x.Shape[i];
        }

        return Shapes.IsStatic(target) ? Expand(g, target) : Expand(g, ShapeOf(x));
    }

    private static Value FilledLike(Value x, double value) => x.Rank == 0 ? x.Constant(value) : Expand(x.Constant(value), ShapeOf(x));
}
