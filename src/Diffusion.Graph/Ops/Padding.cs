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

    private static Value Pad(Value x, int axis, Value before, Value after, long size) =>
        PadBy(x, axis, before.Data is not null && after.Data is not null ? x.Graph.Vector(before.Contents![0], after.Contents![0]) : Concat(0, before, after), size);

    /// <param name="x">Any shape.</param>
    /// <param name="axis">Along which axis.</param>
    /// <param name="pads">int64 [2]: how many before and after; computed where the batch takes part.</param>
    /// <param name="size">The padded dimension, as far as it is known.</param>
    internal static Value PadBy(Value x, int axis, Value pads, long size)
    {
        var shape = x.Dimensions.ToArray();
        shape[axis] = size;
        return Emit("Pad", [x, pads, x.Constant(0), x.Graph.Vector(axis)], x.Type, shape, [AtOperand], Attribute("mode", "constant"));

        Value AtOperand(Value y, Value g)
        {
            if (pads.Data is { } known && x.Shape[axis] != Shapes.Unknown)
            {
                return Slice(g, axis, known.AsSpan<long>()[0], x.Shape[axis]);
            }

            var before = Slice(pads, 0, 0, 1);
            return SliceBetween(g, axis, before, before + DimensionOf(x, axis), x.Shape[axis]);
        }
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
