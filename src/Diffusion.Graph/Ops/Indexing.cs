namespace Diffusion.Graph;

/// <summary>Elements chosen by int64 indices.</summary>
public static partial class Ops
{
    /// <summary>Slices of <paramref name="x"/> at <paramref name="indices"/> along an axis, whose place the indices' dimensions take. Rows of a table: axis 0.</summary>
    public static Value Gather(Value x, Value indices, int axis = 0)
    {
        OfType("Gather", indices, ElementType.Int64);
        var along = Shapes.Axis("Gather", axis, x.Rank);
        return Emit(
            "Gather",
            [x, indices],
            x.Type,
            [.. x.Dimensions[..along], .. indices.Shape, .. x.Dimensions[(along + 1)..]],
            [(_, g) => ScatterSlices(x, indices, along, g)],
            Attribute("axis", (long)along));
    }

    /// <summary>Element by element: the result has the shape of <paramref name="indices"/>, which say where along the axis to read.</summary>
    public static Value GatherElements(Value x, Value indices, int axis = -1)
    {
        OfType("GatherElements", indices, ElementType.Int64);
        var along = Shapes.Axis("GatherElements", axis, x.Rank);
        if (indices.Rank != x.Rank)
        {
            throw new GraphException($"GatherElements: shapes {Shapes.Text(x.Dimensions)} and {Shapes.Text(indices.Dimensions)} must have as many dimensions.");
        }

        return Emit("GatherElements", [x, indices], x.Type, [.. indices.Shape], [(_, g) => ScatterAdd(ZerosLike(x), indices, g, along)], Attribute("axis", (long)along));
    }

    /// <summary>Adds <paramref name="updates"/> to <paramref name="x"/> at the indices; where several meet, all are added.</summary>
    public static Value ScatterAdd(Value x, Value indices, Value updates, int axis = -1)
    {
        OfType("ScatterElements", indices, ElementType.Int64);
        SameType("ScatterElements", x, updates);
        var along = Shapes.Axis("ScatterElements", axis, x.Rank);
        return Emit(
            "ScatterElements",
            [x, indices, updates],
            x.Type,
            [.. x.Shape],
            [(_, g) => g, null, (_, g) => GatherElements(g, indices, along)],
            Attribute("axis", (long)along),
            Attribute("reduction", "add"));
    }

    /// <summary>The largest (or smallest) <paramref name="k"/> elements along an axis, in order, and their int64 indices.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="k">How many: int64 [1], constant or computed.</param>
    /// <param name="axis">Along which axis.</param>
    /// <param name="largest">Descending from the largest; otherwise ascending from the smallest.</param>
    public static (Value Values, Value Indices) TopK(Value x, Value k, int axis = -1, bool largest = true)
    {
        OfType("TopK", k, ElementType.Int64);
        var along = Shapes.Axis("TopK", axis, x.Rank);
        var shape = x.Dimensions.ToArray();
        shape[along] = k.Contents is [var count] ? count : Shapes.Unknown;
        var outputs = EmitMany(
            "TopK",
            [x, k],
            [(x.Type, shape), (ElementType.Int64, shape)],
            [(y, g) => g[0] is { } g0 ? ScatterAdd(ZerosLike(x), y[1], g0, along) : null],
            Attribute("axis", (long)along),
            Attribute("largest", largest ? 1L : 0L));
        return (outputs[0], outputs[1]);
    }

    /// <summary>1 at the index, 0 elsewhere, in a new last dimension; all 0 for an index beyond ±<paramref name="depth"/>.</summary>
    public static Value OneHot(Value indices, long depth, ElementType type = ElementType.Float)
    {
        OfType("OneHot", indices, ElementType.Int64);
        var offOn = indices.Graph.Constant([0.0, 1.0], type, 2);
        return Emit("OneHot", [indices, indices.Graph.Vector(depth), offOn], type, [.. indices.Shape, depth], [], Attribute("axis", -1L));
    }

    /// <summary>The gradient of <see cref="Gather"/>: rows of the gradient are added where the rows came from.</summary>
    private static Value ScatterSlices(Value x, Value indices, int axis, Value g)
    {
        if (axis == 0)
        {
            return ScatterRows(ZerosLike(x), Unsqueeze(indices, -1), g);
        }

        // The axis, and the indices' dimensions in the gradient, come to the front.
        var rank = indices.Rank;
        long[] front = [axis, .. Others(x.Rank, axis, 1)];
        var atFront = Transpose(g, [.. Enumerable.Range(axis, rank).Select(i => (long)i), .. Others(g.Rank, axis, rank)]);
        var scattered = ScatterRows(ZerosLike(Transpose(x, front)), Unsqueeze(indices, -1), atFront);
        return Transpose(scattered, [.. Enumerable.Range(0, x.Rank).Select(i => (long)Array.IndexOf(front, i))]);
    }

    internal static Value ScatterRows(Value x, Value indices, Value updates) => Emit(
        "ScatterND",
        [x, indices, updates],
        x.Type,
        [.. x.Shape],
        [(_, g) => g, null, (_, g) => Gather(g, Squeeze(indices, -1))],
        Attribute("reduction", "add"));

    private static IEnumerable<long> Others(int rank, int start, int count) =>
        Enumerable.Range(0, rank).Where(i => i < start || i >= start + count).Select(i => (long)i);
}
