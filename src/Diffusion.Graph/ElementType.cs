namespace Diffusion.Graph;

/// <summary>The type of a tensor's elements. The numbers are those of ONNX.</summary>
public enum ElementType
{
    Float = 1,
    Int32 = 6,
    Int64 = 7,
    Bool = 9,
    Float16 = 10,
    Double = 11,
}

internal static class ElementTypes
{
    /// <summary>Whether values of this type can carry a gradient.</summary>
    public static bool IsFloating(this ElementType type) => type is ElementType.Float or ElementType.Double or ElementType.Float16;

    /// <summary>Bytes of one element.</summary>
    public static int Size(this ElementType type) => type switch
    {
        ElementType.Double or ElementType.Int64 => 8,
        ElementType.Float or ElementType.Int32 => 4,
        ElementType.Float16 => 2,
        ElementType.Bool => 1,
        _ => throw new GraphException($"Unknown element type {type}. Use one of: Float, Double, Float16, Int64, Int32, Bool."),
    };
}
