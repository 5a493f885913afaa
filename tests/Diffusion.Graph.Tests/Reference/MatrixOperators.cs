namespace Diffusion.Graph.Tests.Reference;

internal static class MatrixOperators
{
    public static Dictionary<string, Func<OnnxNode, NdArray?[], NdArray[]>> Table { get; } = new(StringComparer.Ordinal)
    {
        ["MatMul"] = (_, x) => [MatMul(x[0]!, x[1]!)],
        ["Gemm"] = (node, x) => [Gemm(x[0]!, x[1]!, x.Length > 2 ? x[2] : null, node.Attribute("transA", 0L) == 1, node.Attribute("transB", 0L) == 1)],
        ["Softmax"] = (node, x) => [Softmax(x[0]!, x[0]!.Axis(node.Attribute("axis", -1L)), logarithm: false)],
        ["LogSoftmax"] = (node, x) => [Softmax(x[0]!, x[0]!.Axis(node.Attribute("axis", -1L)), logarithm: true)],
        ["LayerNormalization"] = (node, x) => LayerNormalization(x[0]!, x[1]!, x.Length > 2 ? x[2] : null, node.Attribute("epsilon", 1e-5f)),
    };

    private static NdArray MatMul(NdArray a, NdArray b)
    {
        var batch = ElementwiseOperators.BroadcastShape(NdArray.Fill(a.Shape[..^2], _ => 0), NdArray.Fill(b.Shape[..^2], _ => 0));
        return NdArray.Fill([.. batch, a.Shape[^2], b.Shape[^1]], i =>
        {
            double sum = 0;
            for (long k = 0; k < a.Shape[^1]; k++)
            {
                sum += a.Broadcast(NdArray.With(i, i.Length - 1, k)) * b.Broadcast(NdArray.With(i, i.Length - 2, k));
            }

            return sum;
        });
    }

    private static NdArray Gemm(NdArray a, NdArray b, NdArray? c, bool transposeA, bool transposeB)
    {
        var product = MatMul(transposeA ? Turned(a) : a, transposeB ? Turned(b) : b);
        return c is null ? product : NdArray.Fill(product.Shape, i => product[i] + c.Broadcast(i));
    }

    private static NdArray Turned(NdArray x) => NdArray.Fill([x.Shape[1], x.Shape[0]], i => x[i[1], i[0]]);

    private static NdArray Softmax(NdArray x, int axis, bool logarithm) => NdArray.Fill(x.Shape, i =>
    {
        double sum = 0;
        for (long k = 0; k < x.Shape[axis]; k++)
        {
            sum += Math.Exp(x[NdArray.With(i, axis, k)]);
        }

        return logarithm ? x[i] - Math.Log(sum) : Math.Exp(x[i]) / sum;
    });

    private static NdArray[] LayerNormalization(NdArray x, NdArray scale, NdArray? bias, double epsilon)
    {
        var length = x.Shape[^1];
        long[] statistics = [.. x.Shape[..^1], 1];
        var mean = NdArray.Fill(statistics, i => Row(x, i).Average());
        var inverse = NdArray.Fill(statistics, i => 1 / Math.Sqrt(Row(x, i).Average(v => Math.Pow(v - mean[i], 2)) + epsilon));
        var y = NdArray.Fill(x.Shape, i => ((x[i] - mean.Broadcast(i)) * inverse.Broadcast(i) * scale[i[^1]]) + (bias?[i[^1]] ?? 0));
        return [y, mean, inverse];

        double[] Row(NdArray from, long[] at) => [.. Enumerable.Range(0, (int)length).Select(k => from[NdArray.With(at, at.Length - 1, k)])];
    }
}
