namespace Diffusion.Graph;

/// <summary>Matrix products.</summary>
public static partial class Ops
{
    /// <summary>Product over the last two axes, [.., M, K] by [.., K, L]; the axes before broadcast.</summary>
    public static Value MatMul(Value a, Value b)
    {
        SameType("MatMul", a, b);
        OfRank("MatMul", a, 2);
        OfRank("MatMul", b, 2);
        if (a.Shape[^1] != b.Shape[^2])
        {
            throw new GraphException($"MatMul: shapes {Shapes.Text(a.Dimensions)} and {Shapes.Text(b.Dimensions)} differ in the axis that is summed: {a.Shape[^1]} against {b.Shape[^2]}.");
        }

        var batch = Shapes.Broadcast("MatMul", a.Dimensions[..^2], b.Dimensions[..^2]);
        return Emit(
            "MatMul",
            [a, b],
            a.Type,
            [.. batch, a.Shape[^2], b.Shape[^1]],
            [(_, g) => SumTo(MatMul(g, TransposeLast(b)), a), (_, g) => SumTo(MatMul(TransposeLast(a), g), b)]);
    }

    /// <summary>x·Wᵀ + b. <paramref name="x"/> [N, I], <paramref name="weight"/> [O, I], <paramref name="bias"/> [O]: [N, O].</summary>
    public static Value Linear(Value x, Value weight, Value? bias = null) => Gemm(x, weight, bias, transposeB: true);

    /// <summary>op(A)·op(B) + C for matrices; C broadcasts.</summary>
    public static Value Gemm(Value a, Value b, Value? c = null, bool transposeA = false, bool transposeB = false)
    {
        SameType("Gemm", a, b);
        var (m, k) = Sides(a, transposeA);
        var (inner, n) = Sides(b, transposeB);
        if (k != inner)
        {
            throw new GraphException($"Gemm: shapes {Shapes.Text(a.Dimensions)} and {Shapes.Text(b.Dimensions)} differ in the axis that is summed: {k} against {inner}.");
        }

        long[] shape = [m, n];
        if (c is not null && !Shapes.Broadcast("Gemm", c.Dimensions, shape).AsSpan().SequenceEqual(shape))
        {
            throw new GraphException($"Gemm: the addend {Shapes.Text(c.Dimensions)} does not broadcast to {Shapes.Text(shape)}.");
        }

        AttributeValue[] flags = [.. transposeA ? [Attribute("transA", 1L)] : Array.Empty<AttributeValue>(), .. transposeB ? [Attribute("transB", 1L)] : Array.Empty<AttributeValue>()];
        return Emit(
            "Gemm",
            c is null ? [a, b] : [a, b, c],
            a.Type,
            shape,
            [
                (_, g) => transposeA ? Gemm(b, g, null, transposeB, true) : Gemm(g, b, null, false, !transposeB),
                (_, g) => transposeB ? Gemm(g, a, null, true, transposeA) : Gemm(a, g, null, !transposeA, false),
                (_, g) => SumTo(g, c!),
            ],
            flags);
    }

    private static (long Rows, long Columns) Sides(Value matrix, bool transposed)
    {
        if (matrix.Rank != 2)
        {
            throw new GraphException($"Gemm: shape {Shapes.Text(matrix.Dimensions)} is not a matrix. Use MatMul, or reshape it.");
        }

        return transposed ? (matrix.Shape[1], matrix.Shape[0]) : (matrix.Shape[0], matrix.Shape[1]);
    }

    private static Value TransposeLast(Value x)
    {
        var order = new long[x.Rank];
        for (var i = 0; i < x.Rank; i++)
        {
            order[i] = i;
        }

        (order[^1], order[^2]) = (order[^2], order[^1]);
        return Transpose(x, order);
    }
}
