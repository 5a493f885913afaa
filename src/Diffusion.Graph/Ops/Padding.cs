namespace Diffusion.Graph;

/// <summary>Zeros around a tensor.</summary>
public static partial class Ops
{
    /// <summary>Adds zeros before and after along one axis.</summary>
    public static Value Pad(Value x, int axis, long before, long after)
    {
        var along = Shapes.Axis("Pad", axis, x.Rank);
        var size = x.Shape[along] == Shapes.Unknown ? Shapes.Unknown : x.Shape[along] + before + after;
        return before == 0 && after == 0 ? x : Pad(x, along, x.Graph.Vector(before), x.Graph.Vector(after), size);
    }

    private static Value Pad(Value x, int axis, Value before, Value after, long size)
    {
        var shape = x.Dimensions.ToArray();
        shape[axis] = size;
        var pads = before.Contents is { } b && after.Contents is { } a && before.Data is not null && after.Data is not null
            ? x.Graph.Vector(b[0], a[0])
            : Concat(0, before, after);
        return Emit(
            "Pad",
            [x, pads, x.Constant(0), x.Graph.Vector(axis)],
            x.Type,
            shape,
            [(_, g) => SliceBetween(g, axis, before, before + DimensionOf(x, axis), x.Shape[axis])],
            Attribute("mode", "constant"));
    }

    /// <summary>Adds zeros at the end of the spatial dimensions until they are those of <paramref name="like"/>.</summary>
    private static Value PadTo(Value x, Value like)
    {
        for (var i = 2; i < x.Rank; i++)
        {
            x = Pad(x, i, 0, like.Shape[i] - x.Shape[i]);
        }

        return x;
    }
}
