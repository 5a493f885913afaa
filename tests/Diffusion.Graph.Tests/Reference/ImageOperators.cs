namespace Diffusion.Graph.Tests.Reference;

internal static class ImageOperators
{
    public static Dictionary<string, Func<OnnxNode, NdArray?[], NdArray[]>> Table { get; } = new(StringComparer.Ordinal)
    {
        ["Conv"] = (node, x) => [Conv(node, x[0]!, x[1]!, x.Length > 2 ? x[2] : null)],
        ["ConvTranspose"] = (node, x) => [ConvTranspose(node, x[0]!, x[1]!, x.Length > 2 ? x[2] : null)],
        ["AveragePool"] = (node, x) => [AveragePool(x[0]!, node.Attribute("kernel_shape", Array.Empty<long>()))],
        ["Resize"] = (node, x) => [node.Attribute("mode", "nearest") == "nearest" ? Nearest(x[0]!, x[2]!.Data) : Bilinear(x[0]!, x[3]!.ToInt64())],
    };

    // y[n, o, p] = b[o] + Σ x[n, i, p·s + k·d − pad]·w[o, i, k]
    private static NdArray Conv(OnnxNode node, NdArray x, NdArray w, NdArray? bias)
    {
        var (s, d, pads) = Window(node, x.Rank - 2);
        long[] shape = [x.Shape[0], w.Shape[0], .. w.Shape[2..].Select((k, a) => ((x.Shape[a + 2] + (2 * pads[a]) - (d[a] * (k - 1)) - 1) / s[a]) + 1)];
        var y = NdArray.Fill(shape, i => bias?[i[1]] ?? 0);
        Connect(Plane(x), Plane(y), Plane(w), (s, d, pads), (xAt, yAt, wAt) => y.Data[yAt] += x.Data[xAt] * w.Data[wAt]);
        return y;
    }

    // The same connections, run from the result to the image.
    private static NdArray ConvTranspose(OnnxNode node, NdArray x, NdArray w, NdArray? bias)
    {
        var (s, d, pads) = Window(node, x.Rank - 2);
        var extra = node.Attribute("output_padding", new long[x.Rank - 2]);
        long[] shape = [x.Shape[0], w.Shape[1], .. w.Shape[2..].Select((k, a) => ((x.Shape[a + 2] - 1) * s[a]) - (2 * pads[a]) + (d[a] * (k - 1)) + 1 + extra[a])];
        var y = NdArray.Fill(shape, i => bias?[i[1]] ?? 0);
        Connect(Plane(y), Plane(x), Plane(w), (s, d, pads), (yAt, xAt, wAt) => y.Data[yAt] += x.Data[xAt] * w.Data[wAt]);
        return y;
    }

    /// <summary>Visits every pair of an image element and a result element that a convolution's window connects.</summary>
    private static void Connect(long[] image, long[] result, long[] weight, (long[] S, long[] D, long[] Pads) window, Action<int, int, int> visit)
    {
        var columns = window.S.Length > 1 ? (S: window.S[1], D: window.D[1], Pad: window.Pads[1]) : (S: 1, D: 1, Pad: 0);
        for (long n = 0, count = result[0] * result[1] * image[1]; n < count; n++)
        {
            var (rest, i) = Math.DivRem(n, image[1]);
            var (batch, o) = Math.DivRem(rest, result[1]);
            for (long row = 0; row < result[2]; row++)
            {
                for (long column = 0; column < result[3]; column++)
                {
                    for (long k = 0; k < weight[2] * weight[3]; k++)
                    {
                        var (down, right) = Math.DivRem(k, weight[3]);
                        var top = (row * window.S[0]) + (down * window.D[0]) - window.Pads[0];
                        var left = (column * columns.S) + (right * columns.D) - columns.Pad;
                        if (top >= 0 && top < image[2] && left >= 0 && left < image[3])
                        {
                            visit(
                                (int)((((((batch * image[1]) + i) * image[2]) + top) * image[3]) + left),
                                (int)((((((batch * result[1]) + o) * result[2]) + row) * result[3]) + column),
                                (int)((((o * weight[1]) + i) * weight[2] * weight[3]) + k));
                        }
                    }
                }
            }
        }
    }

    /// <summary>Sequences are images one pixel wide.</summary>
    private static long[] Plane(NdArray x) => x.Rank == 3 ? [.. x.Shape, 1] : x.Shape;

    private static NdArray AveragePool(NdArray x, long[] window)
    {
        long[] shape = [x.Shape[0], x.Shape[1], .. window.Select((k, a) => x.Shape[a + 2] / k)];
        return NdArray.Fill(shape, y => NdArray.Indices(window).Average(k => x[[y[0], y[1], .. k.Select((v, a) => (y[a + 2] * window[a]) + v)]]));
    }

    private static NdArray Nearest(NdArray x, double[] scales) =>
        NdArray.Fill([.. x.Shape.Select((d, i) => (long)(d * scales[i]))], y => x[[.. y.Select((v, i) => (long)(v / scales[i]))]]);

    private static NdArray Bilinear(NdArray x, long[] size)
    {
        return NdArray.Fill([x.Shape[0], x.Shape[1], .. size], y =>
        {
            var (top, bottom, v) = Neighbours(y[2], x.Shape[2], size[0]);
            var (left, right, h) = Neighbours(y[3], x.Shape[3], size[1]);
            double At(long row, long column) => x[y[0], y[1], row, column];
            return ((1 - v) * (((1 - h) * At(top, left)) + (h * At(top, right)))) + (v * (((1 - h) * At(bottom, left)) + (h * At(bottom, right))));
        });

        static (long First, long Second, double Weight) Neighbours(long at, long from, long to)
        {
            var source = Math.Min(Math.Max((at + 0.5) / to * from - 0.5, 0), from - 1);
            var first = (long)source;
            return (first, Math.Min(first + 1, from - 1), source - first);
        }
    }

    private static (long[] Strides, long[] Dilations, long[] Pads) Window(OnnxNode node, int spatial)
    {
        long[] ones = [.. Enumerable.Repeat(1L, spatial)];
        return (node.Attribute("strides", ones), node.Attribute("dilations", ones), node.Attribute("pads", new long[2 * spatial]));
    }
}
