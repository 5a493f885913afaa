namespace Diffusion.Graph;

/// <summary>Sums and means over axes (all, where none is given).</summary>
public static partial class Ops
{
    public static Value ReduceSum(Value x, bool keepDimensions, params ReadOnlySpan<long> axes)
    {
        var over = Shapes.Axes("ReduceSum", axes, x.Rank);
        return Reduce("ReduceSum", x, keepDimensions, over, (_, g) => Repeat(g, x, keepDimensions, over));
    }

    public static Value ReduceMean(Value x, bool keepDimensions, params ReadOnlySpan<long> axes)
    {
        var over = Shapes.Axes("ReduceMean", axes, x.Rank);
        return Reduce("ReduceMean", x, keepDimensions, over, (_, g) => Repeat(g / CountOver(x, over), x, keepDimensions, over));
    }

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
