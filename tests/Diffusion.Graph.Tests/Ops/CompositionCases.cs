namespace Diffusion.Graph.Tests;

internal static class CompositionCases
{
    public static OpCase[] All { get; } =
    [
        new("residual block", [[-2, 2, 4, 4], [2], [2]], (g, x) =>
        {
            var h = Ops.Silu(Ops.GroupNorm(x[0], 2, x[1], x[2]));
            h = Ops.Conv(h, ImageCases.Weight(g, x[0], 2, 2, 3, 3), null, 1, 1);
            return Ops.AveragePool(x[0] + h);
        }),
        new("attention", [[-2, 6, 4]], (_, x) =>
        {
            // q, k and v [N, 2, L], one head
            var parts = Ops.Split(x[0], 1, 2, 2, 2);
            var weight = Ops.Softmax(Ops.MatMul(Ops.Transpose(parts[0], 0, 2, 1), parts[1]) * 0.7);
            return Ops.MatMul(parts[2], Ops.Transpose(weight, 0, 2, 1));
        }),
        new("attention of merged heads", [[-2, 4, 3]], (_, x) =>
        {
            var heads = Ops.Reshape(x[0], -1, 2, 3);
            return Ops.Reshape(Ops.MatMul(Ops.Softmax(Ops.MatMul(Ops.Transpose(heads, 0, 2, 1), heads)), Ops.Transpose(heads, 0, 2, 1)), 0, -1);
        }),
        new("dynamic threshold", [[2, 6]], (g, x) =>
        {
            // clamp(x, −s, s)/s, where s is read at a percentile of |x|, and at least 1
            var k = Ops.DimensionOf(x[0], 1);
            var sorted = Ops.TopK(Ops.Abs(x[0]), k).Values;
            var s = Ops.Max(Ops.GatherElements(sorted, g.Constant([1L, 2], 2, 1)), g.Scalar(1, x[0].Type));
            return Ops.Min(Ops.Max(x[0], -s), s) / s;
        }),
        new("up and down", [[-2, 2, 3, 5]], (g, x) =>
        {
            var down = Ops.Conv(x[0], ImageCases.Weight(g, x[0], 3, 2, 3, 3), null, 2, 1);
            return Ops.Tanh(Ops.Conv(Ops.ResizeNearest(down), ImageCases.Weight(g, x[0], 2, 3, 3, 3), null, 1, 1));
        }),
        new("gradient of a gradient", [[-2, 3]], (_, x) => Gradient.Of(Ops.ReduceSum(Ops.Exp(Ops.Sin(x[0]) * x[0]), false), x[0])),
        new("gradient of a gradient of a norm", [[-2, 4]], (g, x) =>
            Gradient.Of(Ops.Exp(Ops.LayerNormalization(x[0], ImageCases.Weight(g, x[0], 4)).Y), x[0])),
    ];
}
