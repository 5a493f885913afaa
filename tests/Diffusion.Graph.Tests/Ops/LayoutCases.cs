namespace Diffusion.Graph.Tests;

internal static class LayoutCases
{
    public static OpCase[] All { get; } =
    [
        new("reshape, batch kept", [[-2, 6, 2]], (_, x) => Ops.Reshape(x[0], 0, 3, -1)),
        new("reshape, batch merged", [[-2, 6, 2]], (_, x) => Ops.Reshape(Ops.Exp(Ops.Reshape(x[0], -1, 3, 2)), -1, 6, 2)),
        new("transpose", [[-2, 3, 4]], (_, x) => Ops.Transpose(x[0], 2, 0, 1)),
        new("transpose, reversed", [[-2, 3, 4]], (_, x) => Ops.Transpose(x[0])),
        new("squeeze and unsqueeze", [[-2, 1, 3]], (_, x) => Ops.Unsqueeze(Ops.Exp(Ops.Squeeze(x[0], 1)), 0, -1)),
        new("expand, batch kept", [[-2, 1, 3]], (_, x) => Ops.Expand(x[0], 1, 4, 3)),
        new("expand, new dimensions", [[3, 1]], (_, x) => Ops.Expand(x[0], 2, 3, 4)),
        new("expand to a computed shape", [[1, 3], [-2, 3]], (_, x) => Ops.Expand(x[0], Ops.ShapeOf(x[1])) * x[1]),
        new("sum over inner axes", [[-2, 3, 4]], (_, x) => Ops.ReduceSum(x[0], false, 1, -1)),
        new("sum, dimension kept", [[-2, 3, 4]], (_, x) => Ops.ReduceSum(x[0], true, 1)),
        new("sum over the batch", [[-2, 3]], (_, x) => Ops.ReduceSum(Ops.Exp(x[0]), false, 0)),
        new("sum over everything", [[-2, 3]], (_, x) => Ops.ReduceSum(Ops.Exp(x[0]), false)),
        new("mean over the image", [[-2, 3, 4, 2]], (_, x) => Ops.ReduceMean(Ops.Exp(x[0]), true, 2, 3)),
        new("sum of rows of 5", [[-2, 3, 5]], (_, x) => Ops.ReduceSum(Ops.Exp(x[0]), true, -1)),
        new("mean over images of 15", [[-2, 3, 3, 5]], (_, x) => Ops.ReduceMean(Ops.Exp(x[0]), false, 2, 3)),
        new("mean over the batch", [[-2, 3]], (_, x) => Ops.ReduceMean(Ops.Exp(x[0]), false, 0)),
        new("concat of channels", [[-2, 3, 2], [-2, 1, 2]], (_, x) => Ops.Exp(Ops.Concat(1, x[0], x[1], x[0]))),
        new("concat of batches", [[-2, 3], [-2, 3]], (_, x) => Ops.Exp(Ops.Concat(0, x[0], x[1]))),
        new("slice", [[-2, 5, 2]], (_, x) => Ops.Slice(x[0], 1, 1, 3)),
        new("slice of the batch", [[-2, 5]], (_, x) => Ops.Slice(x[0], 0, 1, 1)),
        new("split", [[-2, 5, 2]], (_, x) => Ops.Split(x[0], 1, 2, 3) is [var a, var b] ? Ops.ReduceSum(a, false, 1) * Ops.ReduceSum(b, false, 1) : x[0]),
        new("split, one part used", [[-2, 5, 2]], (_, x) => Ops.Exp(Ops.Split(x[0], 1, 2, 3)[1])),
        new("pad", [[-2, 3]], (_, x) => Ops.Pad(x[0], 1, 1, 2)),
    ];
}
