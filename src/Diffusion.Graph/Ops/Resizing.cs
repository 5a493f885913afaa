namespace Diffusion.Graph;

/// <summary>Larger and smaller images, [N, C, …].</summary>
public static partial class Ops
{
    /// <summary>Repeats every pixel <paramref name="factor"/> times in each spatial dimension.</summary>
    public static Value ResizeNearest(Value x, int factor = 2)
    {
        OfRank("Resize", x, 3);
        var scales = Enumerable.Range(0, x.Rank).Select(i => i < 2 ? 1f : factor).ToArray();
        return Emit(
            "Resize",
            [x, null, x.Graph.Constant(scales, scales.Length)],
            x.Type,
            Spatially(x, d => d * factor),
            [(_, g) => WindowSize(x, factor) * AveragePool(g, factor)],
            Attribute("coordinate_transformation_mode", "asymmetric"),
            Attribute("mode", "nearest"),
            Attribute("nearest_mode", "floor"));
    }

    /// <summary>Means of windows of <paramref name="size"/> in each spatial dimension, side by side; what remains at the end is left out.</summary>
    public static Value AveragePool(Value x, int size = 2)
    {
        OfRank("AveragePool", x, 3);
        long[] window = [.. Enumerable.Repeat((long)size, x.Rank - 2)];
        return Emit(
            "AveragePool",
            [x],
            x.Type,
            Spatially(x, d => d / size),
            [(_, g) => PadTo(ResizeNearest(g / WindowSize(x, size), size), x)],
            Attribute("kernel_shape", window),
            Attribute("strides", window));
    }

    /// <summary>Bilinear resize with half-pixel centres (align_corners off, no antialiasing): [N, C, H, W] to [N, C, height, width].</summary>
    public static Value ResizeBilinear(Value x, int height, int width)
    {
        OfRank("Resize", x, 4);
        if (!Shapes.IsStatic(x.Dimensions[2..]))
        {
            throw new GraphException($"Resize: height and width are unknown in {Shapes.Text(x.Dimensions)}. Give the input fixed ones.");
        }

        return Emit(
            "Resize",
            [x, null, null, x.Graph.Vector(height, width)],
            x.Type,
            [x.Shape[0], x.Shape[1], height, width],
            [(_, g) => BilinearTransposed(x, g)],
            Attribute("axes", new long[] { 2, 3 }),
            Attribute("coordinate_transformation_mode", "half_pixel"),
            Attribute("mode", "linear"));
    }

    /// <summary>y = A_h·x·A_wᵀ for the interpolation matrices A, so the gradient at x is A_hᵀ·g·A_w.</summary>
    private static Value BilinearTransposed(Value x, Value g)
    {
        var (rows, columns) = (LinearInterpolation.Matrix(x.Shape[2], g.Shape[2]), LinearInterpolation.Matrix(x.Shape[3], g.Shape[3]));
        var vertical = Transpose(x.Graph.Constant(rows, x.Type, g.Shape[2], x.Shape[2]));
        return MatMul(MatMul(vertical, g), x.Graph.Constant(columns, x.Type, g.Shape[3], x.Shape[3]));
    }

    private static double WindowSize(Value x, int size) => Math.Pow(size, x.Rank - 2);

    private static long[] Spatially(Value x, Func<long, long> size) =>
        [.. x.Shape.Select((d, i) => i < 2 || d == Shapes.Unknown ? d : size(d))];
}
