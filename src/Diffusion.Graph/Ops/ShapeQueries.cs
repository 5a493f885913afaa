namespace Diffusion.Graph;

/// <summary>Shapes as int64 vectors: constants where they are known, computed where the batch takes part.</summary>
public static partial class Ops
{
    /// <summary>All dimensions of <paramref name="x"/>: int64 [rank].</summary>
    public static Value ShapeOf(Value x) => ShapeOf(x, 0, x.Rank);

    /// <summary>One dimension of <paramref name="x"/>: int64 [1].</summary>
    public static Value DimensionOf(Value x, int axis)
    {
        axis = Shapes.Axis("Shape", axis, x.Rank);
        return ShapeOf(x, axis, axis + 1);
    }

    internal static Value ShapeOf(Value x, int start, int end)
    {
        var known = x.Dimensions[start..end].ToArray();
        if (Shapes.IsStatic(known))
        {
            return x.Graph.Vector(known);
        }

        AttributeValue[] range = start == 0 && end == x.Rank ? [] : [Attribute("start", (long)start), Attribute("end", (long)end)];
        var node = x.Graph.Add("Shape", [x], range);
        node.Outputs = [new Value(x.Graph, ElementType.Int64, [known.Length]) { Producer = node, Contents = known }];
        return node.Outputs[0];
    }
}
