namespace Diffusion.Graph;

/// <summary>
/// Sums and means over axes (all, where none is given). Where the last dimensions are summed up and known, a row's result does not
/// depend on which of a tensor's rows it is.
/// </summary>
public static partial class Ops
{
    /// <summary>
    /// ONNX Runtime's CPU kernels add 16 bytes at once, from the first address on that 16 divides: rows of any other length are grouped,
    /// and so rounded, in another way in every second or fourth place.
    /// </summary>
    private const int PacketBytes = 16;

    public static Value ReduceSum(Value x, bool keepDimensions, params ReadOnlySpan<long> axes)
    {
        var over = Shapes.Axes("ReduceSum", axes, x.Rank);
        return Sum(WholePackets(x, over), keepDimensions, over);
    }

    public static Value ReduceMean(Value x, bool keepDimensions, params ReadOnlySpan<long> axes)
    {
        var over = Shapes.Axes("ReduceMean", axes, x.Rank);
        var padded = WholePackets(x, over);
        var mean = Reduce("ReduceMean", padded, keepDimensions, over, (_, g) => Repeat(g / CountOver(padded, over), padded, keepDimensions, over));
        return padded == x ? mean : mean * ((double)padded.Shape[^1] / x.Shape[^1]);
    }

    /// <summary>Zeros after the last dimension, where the rows that are added up are no whole number of packets.</summary>
    private static Value WholePackets(Value x, long[] axes)
    {
        var (last, length, packet) = (x.Rank - 1, 1L, PacketBytes / x.Type.Size());
        if (x.Type is not (ElementType.Float or ElementType.Double or ElementType.Float16) || axes.Length == x.Rank || !axes.Contains(last))
        {
            return x;
        }

        for (var axis = last; axes.Contains(axis); axis--)
        {
            if (x.Shape[axis] == Shapes.Unknown)
            {
                return x;
            }

            length *= x.Shape[axis];
        }

        return length % packet == 0 ? x : Pad(x, last, 0, packet - (x.Shape[last] % packet));
    }

    private static Value Sum(Value x, bool keepDimensions, long[] axes) =>
        Reduce("ReduceSum", x, keepDimensions, axes, (_, g) => Repeat(g, x, keepDimensions, axes));

    private static Value Reduce(string op, Value x, bool keepDimensions, long[] axes, SingleGradient gradient)
    {
        var shape = new List<long>();
        for (var i = 0; i < x.Rank; i++)
        {
            if (!axes.Contains(i))
            {
                shape.Add(x.Shape[i]);
            }
            else if (keepDimensions)
            {
                shape.Add(1);
            }
        }

        return Emit(op, [x, x.Graph.Vector(axes)], x.Type, [.. shape], [gradient], Attribute("keepdims", keepDimensions ? 1L : 0L));
    }

    /// <summary>The gradient of a sum goes to every element that was added.</summary>
    private static Value Repeat(Value g, Value x, bool keepDimensions, long[] axes) =>
        ExpandLike(keepDimensions || axes.Length == 0 ? g : Unsqueeze(g, axes), x);

    /// <summary>How many elements a mean over <paramref name="axes"/> takes, as a scalar or [1] of x's type.</summary>
    private static Value CountOver(Value x, long[] axes)
    {
        var count = Shapes.Product(Array.ConvertAll(axes, a => x.Shape[(int)a]));
        if (count != Shapes.Unknown)
        {
            return x.Constant(count);
        }

        var product = x.Graph.Constant(1L);
        foreach (var axis in axes)
        {
            product *= Squeeze(DimensionOf(x, (int)axis), 0);
        }

        return Cast(product, x.Type);
    }
}
