namespace Diffusion.Graph.Tests;

internal static class MatrixCases
{
    public static OpCase[] All { get; } =
    [
        new("matmul, batch", [[-2, 3, 4], [-2, 4, 2]], (_, x) => Ops.MatMul(x[0], x[1])),
        new("matmul, second repeated", [[-2, 3, 4], [4, 2]], (_, x) => Ops.MatMul(x[0], x[1])),
        new("matmul, both repeated", [[-2, 1, 3, 4], [2, 4, 2]], (_, x) => Ops.MatMul(x[0], x[1])),
        new("linear", [[-2, 3], [4, 3], [4]], (_, x) => Ops.Linear(x[0], x[1], x[2])),
        new("gemm, plain", [[-2, 3], [3, 4]], (_, x) => Ops.Gemm(x[0], x[1])),
        new("gemm, first turned", [[3, -2], [3, 4], [1, 4]], (_, x) => Ops.Gemm(x[0], x[1], x[2], transposeA: true)),
        new("gemm, both turned", [[3, -2], [4, 3]], (_, x) => Ops.Gemm(x[0], x[1], transposeA: true, transposeB: true)),
        new("softmax", [[-2, 3, 4]], (_, x) => Ops.Softmax(x[0])),
        new("softmax, inner axis", [[-2, 3, 4]], (_, x) => Ops.Softmax(x[0], 1)),
        new("log softmax", [[-2, 4]], (_, x) => Ops.LogSoftmax(x[0])),
        new("layer norm", [[-2, 3, 5], [5], [5]], (_, x) => Ops.LayerNormalization(x[0], x[1], x[2]).Y),
        new("layer norm, no bias", [[-2, 5], [5]], (_, x) => Ops.LayerNormalization(x[0], x[1]).Y),
        new("layer norm, all outputs", [[-2, 5], [5]], (_, x) => Ops.LayerNormalization(x[0], x[1]) is var (y, mean, r)
            ? y + (Ops.Cast(mean, y.Type) * Ops.Cast(r, y.Type)) : x[0]),
        new("group norm", [[-2, 4, 3, 2], [4], [4]], (_, x) => Ops.GroupNorm(x[0], 2, x[1], x[2])),
        new("group norm of vectors", [[-2, 6], [6], [6]], (_, x) => Ops.GroupNorm(x[0], 2, x[1], x[2])),
        new("adaptive group norm", [[-2, 4, 3], [4], [4], [-2, 4], [-2, 4]], (_, x) => Ops.GroupNorm(x[0], 2, x[1], x[2], x[3], x[4])),
    ];
}
