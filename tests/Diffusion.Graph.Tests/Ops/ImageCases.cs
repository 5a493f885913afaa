namespace Diffusion.Graph.Tests;

internal static class ImageCases
{
    public static OpCase[] All { get; } =
    [
        new("conv 3x3, weight as an input", [[-2, 2, 4, 3], [3, 2, 3, 3], [3]], (_, x) => Ops.Conv(x[0], x[1], x[2], 1, 1)),
        new("conv 3x3, constant weight", [[-2, 2, 4, 3]], (g, x) => Ops.Conv(x[0], Weight(g, x[0], 3, 2, 3, 3), null, 1, 1)),
        new("conv 3x3, constant weight, no padding", [[-2, 2, 4, 5]], (g, x) => Ops.Conv(x[0], Weight(g, x[0], 3, 2, 3, 3))),
        new("conv 1x1, constant weight", [[-2, 2, 4, 3]], (g, x) => Ops.Conv(x[0], Weight(g, x[0], 3, 2, 1, 1), Weight(g, x[0], 3))),
        new("conv 1x1, padding beyond the kernel", [[-2, 2, 2, 3]], (g, x) => Ops.Conv(x[0], Weight(g, x[0], 3, 2, 1, 1), null, 1, 1)),
        new("conv 2x3, constant weight", [[-2, 2, 4, 3]], (g, x) => Ops.Conv(x[0], Weight(g, x[0], 3, 2, 2, 3), null, 1, 1)),
        new("conv, stride 2, even", [[-2, 2, 4, 6], [3, 2, 3, 3], [3]], (_, x) => Ops.Conv(x[0], x[1], x[2], 2, 1)),
        new("conv, stride 2, odd", [[-2, 2, 5, 3], [3, 2, 3, 3]], (_, x) => Ops.Conv(x[0], x[1], null, 2, 1)),
        new("conv, stride 2, constant weight, even and odd", [[-2, 2, 4, 5]], (g, x) => Ops.Conv(x[0], Weight(g, x[0], 3, 2, 3, 3), null, 2, 1)),
        new("conv, stride 2, 1x1", [[-2, 2, 4, 5], [3, 2, 1, 1]], (_, x) => Ops.Conv(x[0], x[1], null, 2)),
        new("conv, dilated", [[-2, 2, 6, 5], [1, 2, 3, 3]], (_, x) => Ops.Conv(x[0], x[1], null, 1, 2, 2)),
        new("conv of sequences", [[-2, 2, 5], [3, 2, 1], [3]], (_, x) => Ops.Conv(x[0], x[1], x[2])),
        new("conv of sequences, constant weight", [[-2, 2, 5]], (g, x) => Ops.Conv(x[0], Weight(g, x[0], 3, 2, 3), null, 1, 1)),
        new("conv transpose", [[-2, 2, 3, 2], [2, 3, 3, 3], [3]], (_, x) => Ops.ConvTranspose(x[0], x[1], x[2], 1, 1)),
        new("conv transpose, stride 2", [[-2, 2, 3, 2], [2, 3, 3, 3]], (_, x) => Ops.ConvTranspose(x[0], x[1], null, 2, 1, 1, 0)),
        new("nearest x2", [[-2, 2, 2, 3]], (_, x) => Ops.ResizeNearest(x[0])),
        new("nearest x3 of sequences", [[-2, 2, 3]], (_, x) => Ops.ResizeNearest(x[0], 3)),
        new("average pool", [[-2, 2, 4, 6]], (_, x) => Ops.AveragePool(x[0])),
        new("average pool, odd", [[-2, 2, 5, 3]], (_, x) => Ops.AveragePool(x[0])),
        new("bilinear, larger", [[-2, 2, 3, 2]], (_, x) => Ops.ResizeBilinear(x[0], 6, 5)),
        new("bilinear, smaller", [[-2, 2, 5, 4]], (_, x) => Ops.ResizeBilinear(x[0], 2, 3)),
    ];

    /// <summary>A constant of x's type, with numbers that follow from its shape.</summary>
    public static Value Weight(GraphBuilder graph, Value x, params long[] shape)
    {
        var numbers = OpCase.Numbers(new Random(shape.Length), shape, -1, 1).Data;
        return x.Type == ElementType.Double
            ? graph.Constant(numbers, shape)
            : graph.Constant(Array.ConvertAll(numbers, v => (float)v), shape);
    }
}
