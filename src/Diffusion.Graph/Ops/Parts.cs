namespace Diffusion.Graph;

/// <summary>Joining tensors, and taking parts of them.</summary>
public static partial class Ops
{
    /// <summary>Joins tensors along an axis; all other dimensions are equal.</summary>
    public static Value Concat(int axis, params ReadOnlySpan<Value> parts)
    {
        if (parts.IsEmpty)
        {
            throw new GraphException("Concat: no parts were given. Give at least one.");
        }

        var all = parts.ToArray();
        var along = Shapes.Axis("Concat", axis, all[0].Rank);
        var shape = all[0].Dimensions.ToArray();
        foreach (var part in all)
        {
            SameType("Concat", all[0], part);
            if (part.Rank != shape.Length || !part.Shape.Where((_, i) => i != along).SequenceEqual(shape.Where((_, i) => i != along)))
            {
                throw new GraphException($"Concat: shapes {Shapes.Text(all[0].Dimensions)} and {Shapes.Text(part.Dimensions)} differ elsewhere than in axis {along}.");
            }
        }

        shape[along] = Total(all, along);
        var gradients = new SingleGradient?[all.Length];
        for (var i = 0; i < all.Length; i++)
        {
            var index = i;
            gradients[i] = (_, g) => PartOf(g, all, index, along);
        }

        return Emit("Concat", all, all[0].Type, shape, gradients, Attribute("axis", (long)along));
    }

    /// <summary>Elements [start, start + length) along an axis.</summary>
    public static Value Slice(Value x, int axis, long start, long length)
    {
        var along = Shapes.Axis("Slice", axis, x.Rank);
        if (start < 0 || length < 0 || (x.Shape[along] != Shapes.Unknown && start + length > x.Shape[along]))
        {
            throw new GraphException($"Slice: elements {start} to {start + length} do not exist in axis {along} of {Shapes.Text(x.Dimensions)}.");
        }

        return SliceBetween(x, along, x.Graph.Vector(start), x.Graph.Vector(start + length), length);
    }

    /// <summary>Consecutive parts of the given lengths along an axis.</summary>
    public static Value[] Split(Value x, int axis, params ReadOnlySpan<long> lengths)
    {
        var along = Shapes.Axis("Split", axis, x.Rank);
        var sizes = lengths.ToArray();
        if (sizes.Sum() != x.Shape[along])
        {
            throw new GraphException($"Split: parts {Shapes.Text(sizes)} do not add up to axis {along} of {Shapes.Text(x.Dimensions)}.");
        }

        var outputs = Array.ConvertAll(sizes, s => (x.Type, x.Shape.Select((d, i) => i == along ? s : d).ToArray()));
        return EmitMany(
            "Split",
            [x, x.Graph.Vector(sizes)],
            outputs,
            [(y, g) => Concat(along, [.. y.Select((part, i) => g[i] ?? ZerosLike(part))])],
            Attribute("axis", (long)along));
    }

    internal static Value SliceBetween(Value x, int axis, Value start, Value end, long length)
    {
        var shape = x.Dimensions.ToArray();
        shape[axis] = length;
        return Emit(
            "Slice",
            [x, start, end, x.Graph.Vector(axis)],
            x.Type,
            shape,
            [(_, g) => Pad(g, axis, start, x.Shape[axis] == Shapes.Unknown || end.Data is null ? DimensionOf(x, axis) - end : x.Graph.Vector(x.Shape[axis] - end.Contents![0]), x.Shape[axis])]);
    }

    /// <summary>The elements of <paramref name="g"/> that part <paramref name="index"/> gave to a concatenation.</summary>
    private static Value PartOf(Value g, Value[] parts, int index, int axis)
    {
        var (before, length) = (Total(parts[..index], axis), parts[index].Shape[axis]);
        if (before != Shapes.Unknown && length != Shapes.Unknown)
        {
            return Slice(g, axis, before, length);
        }

        var start = g.Graph.Vector(0);
        foreach (var part in parts[..index])
        {
            start += DimensionOf(part, axis);
        }

        return SliceBetween(g, axis, start, start + DimensionOf(parts[index], axis), length);
    }

    private static long Total(Value[] parts, int axis) =>
        parts.Any(p => p.Shape[axis] == Shapes.Unknown) ? Shapes.Unknown : parts.Sum(p => p.Shape[axis]);
}
