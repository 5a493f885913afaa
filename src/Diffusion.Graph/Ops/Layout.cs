namespace Diffusion.Graph;

/// <summary>The same elements in another shape or order.</summary>
public static partial class Ops
{
    /// <summary>A new shape: 0 keeps the dimension at that place, −1 (at most once) takes what remains.</summary>
    public static Value Reshape(Value x, params ReadOnlySpan<long> shape)
    {
        var result = ReshapedDimensions(x, shape);
        return Emit("Reshape", [x, x.Graph.Vector(shape)], x.Type, result, [(_, g) => ReshapeLike(g, x)]);
    }

    /// <summary>Reorders dimensions: dimension i of the result is dimension permutation[i] of <paramref name="x"/>; none given reverses them.</summary>
    public static Value Transpose(Value x, params ReadOnlySpan<long> permutation)
    {
        long[] order = permutation.IsEmpty ? [.. Enumerable.Range(1, x.Rank).Select(i => (long)(x.Rank - i))] : permutation.ToArray();
        order = Array.ConvertAll(order, a => (long)Shapes.Axis("Transpose", a, x.Rank));
        if (order.Distinct().Count() != x.Rank)
        {
            throw new GraphException($"Transpose: {Shapes.Text(order)} is not an order of the {x.Rank} dimensions of {Shapes.Text(x.Dimensions)}. Name each axis once.");
        }

        var inverse = new long[order.Length];
        for (var i = 0; i < order.Length; i++)
        {
            inverse[order[i]] = i;
        }

        return Emit("Transpose", [x], x.Type, Array.ConvertAll(order, a => x.Shape[(int)a]), [(_, g) => Transpose(g, inverse)], Attribute("perm", order));
    }

    /// <summary>Inserts dimensions of 1; axes count in the result.</summary>
    public static Value Unsqueeze(Value x, params ReadOnlySpan<long> axes)
    {
        var places = Shapes.Axes("Unsqueeze", axes, x.Rank + axes.Length);
        var shape = new List<long>(x.Shape);
        foreach (var axis in places)
        {
            shape.Insert((int)axis, 1);
        }

        return Emit("Unsqueeze", [x, x.Graph.Vector(places)], x.Type, [.. shape], [(_, g) => Squeeze(g, places)]);
    }

    /// <summary>Removes dimensions of 1; all that are known to be 1 where no axis is given.</summary>
    public static Value Squeeze(Value x, params ReadOnlySpan<long> axes)
    {
        long[] places = axes.IsEmpty ? [.. Enumerable.Range(0, x.Rank).Where(i => x.Shape[i] == 1).Select(i => (long)i)] : Shapes.Axes("Squeeze", axes, x.Rank);
        if (places.Length == 0)
        {
            return x;
        }

        if (Array.FindIndex(places, a => x.Shape[(int)a] != 1) is >= 0 and var wrong)
        {
            throw new GraphException($"Squeeze: axis {places[wrong]} of {Shapes.Text(x.Dimensions)} is not 1. Name axes of 1 only.");
        }

        long[] shape = [.. x.Shape.Where((_, i) => !places.Contains(i))];
        return Emit("Squeeze", [x, x.Graph.Vector(places)], x.Type, shape, [(_, g) => Unsqueeze(g, places)]);
    }

    /// <summary>Gives <paramref name="g"/> the shape of <paramref name="x"/>, which has as many elements.</summary>
    private static Value ReshapeLike(Value g, Value x)
    {
        var unknown = x.Shape.Count(d => d == Shapes.Unknown);
        if (unknown <= 1)
        {
            return Reshape(g, x.Dimensions);
        }

        return ReshapeTo(g, ShapeOf(x));
    }

    /// <summary>Gives <paramref name="x"/> a computed shape.</summary>
    internal static Value ReshapeTo(Value x, Value shape)
    {
        OfType("Reshape", shape, ElementType.Int64);
        var result = shape.Contents ?? throw new GraphException("Reshape: nothing is known about the target shape. Use a constant or ShapeOf.");
        return Emit("Reshape", [x, shape], x.Type, result, [(_, g) => ReshapeLike(g, x)]);
    }

    private static long[] ReshapedDimensions(Value x, ReadOnlySpan<long> shape)
    {
        var result = shape.ToArray();
        var free = new List<long>(x.Shape);
        for (var i = 0; i < result.Length; i++)
        {
            if (result[i] == 0)
            {
                result[i] = i < x.Rank ? x.Shape[i] : throw Mismatch(x, shape, $"there is no dimension {i} to keep");
                free.Remove(result[i]);
            }
        }

        var rest = shape.IndexOf(-1);
        if (rest != shape.LastIndexOf(-1))
        {
            throw Mismatch(x, shape, "−1 may stand once");
        }

        long given = 1;
        for (var i = 0; i < shape.Length; i++)
        {
            given *= shape[i] > 0 ? shape[i] : 1;
        }

        var available = Shapes.Product(free.ToArray());
        if (available != Shapes.Unknown)
        {
            if (rest >= 0 ? available % given != 0 : available != given)
            {
                throw Mismatch(x, shape, $"{available} elements do not fill {given}");
            }

            if (rest >= 0)
            {
                result[rest] = available / given;
            }
        }

        return result;
    }

    private static GraphException Mismatch(Value x, ReadOnlySpan<long> shape, string why) =>
        new($"Reshape: {Shapes.Text(x.Dimensions)} does not become ({string.Join(", ", shape.ToArray())}): {why}.");
}
