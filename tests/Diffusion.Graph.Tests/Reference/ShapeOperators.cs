namespace Diffusion.Graph.Tests.Reference;

internal static class ShapeOperators
{
    public static Dictionary<string, Func<OnnxNode, NdArray?[], NdArray[]>> Table { get; } = new(StringComparer.Ordinal)
    {
        ["Shape"] = (node, x) => [Shape(x[0]!, (int)node.Attribute("start", 0L), (int)node.Attribute("end", (long)x[0]!.Rank))],
        ["Reshape"] = (_, x) => [Reshape(x[0]!, x[1]!.ToInt64())],
        ["Squeeze"] = (_, x) => [new NdArray(x[0]!.Data, [.. x[0]!.Shape.Where((_, i) => !x[1]!.ToInt64().Contains(i) && !x[1]!.ToInt64().Contains(i - x[0]!.Rank))])],
        ["Unsqueeze"] = (_, x) => [Unsqueeze(x[0]!, x[1]!.ToInt64())],
        ["Transpose"] = (node, x) => [Transpose(x[0]!, node.Attribute("perm", Array.Empty<long>()))],
        ["Expand"] = (_, x) => [Expand(x[0]!, x[1]!.ToInt64())],
        ["Concat"] = (node, x) => [Concat([.. x.Select(p => p!)], x[0]!.Axis(node.Attribute("axis", 0L)))],
        ["Slice"] = (_, x) => [Slice(x[0]!, (long)x[1]!.Data[0], (long)x[2]!.Data[0], x[0]!.Axis((long)x[3]!.Data[0]))],
        ["Split"] = (node, x) => Split(x[0]!, x[1]!.ToInt64(), x[0]!.Axis(node.Attribute("axis", 0L))),
        ["Pad"] = (_, x) => [Pad(x[0]!, x[1]!.ToInt64(), x[0]!.Axis((long)x[3]!.Data[0]))],
        ["ReduceSum"] = (node, x) => [Reduce(x[0]!, x[1]!.ToInt64(), node.Attribute("keepdims", 1L) == 1, mean: false)],
        ["ReduceMean"] = (node, x) => [Reduce(x[0]!, x[1]!.ToInt64(), node.Attribute("keepdims", 1L) == 1, mean: true)],
    };

    private static NdArray Shape(NdArray x, int start, int end) => new([.. x.Shape[start..end].Select(d => (double)d)], end - start);

    private static NdArray Reshape(NdArray x, long[] target)
    {
        var shape = target.Select((d, i) => d == 0 ? x.Shape[i] : d).ToArray();
        var rest = Array.IndexOf(shape, -1);
        if (rest >= 0)
        {
            shape[rest] = x.Data.Length / shape.Where(d => d != -1).Aggregate(1L, (a, b) => a * b);
        }

        return new NdArray(x.Data, shape);
    }

    private static NdArray Unsqueeze(NdArray x, long[] axes)
    {
        var shape = x.Shape.ToList();
        foreach (var axis in axes.Order())
        {
            shape.Insert((int)axis, 1);
        }

        return new NdArray(x.Data, [.. shape]);
    }

    private static NdArray Transpose(NdArray x, long[] order) => NdArray.Fill([.. order.Select(a => x.Shape[a])], index =>
    {
        var source = new long[index.Length];
        for (var i = 0; i < index.Length; i++)
        {
            source[order[i]] = index[i];
        }

        return x[source];
    });

    private static NdArray Expand(NdArray x, long[] target)
    {
        var shape = ElementwiseOperators.BroadcastShape(x, NdArray.Fill(target, _ => 0));
        return NdArray.Fill(shape, x.Broadcast);
    }

    private static NdArray Concat(NdArray[] parts, int axis)
    {
        var shape = NdArray.With(parts[0].Shape, axis, parts.Sum(p => p.Shape[axis]));
        return NdArray.Fill(shape, index =>
        {
            var (part, at) = (0, index[axis]);
            while (at >= parts[part].Shape[axis])
            {
                at -= parts[part++].Shape[axis];
            }

            return parts[part][NdArray.With(index, axis, at)];
        });
    }

    private static NdArray Slice(NdArray x, long start, long end, int axis) =>
        NdArray.Fill(NdArray.With(x.Shape, axis, Math.Min(end, x.Shape[axis]) - start), i => x[NdArray.With(i, axis, i[axis] + start)]);

    private static NdArray[] Split(NdArray x, long[] sizes, int axis) =>
        [.. sizes.Select((s, i) => Slice(x, sizes[..i].Sum(), sizes[..i].Sum() + s, axis))];

    private static NdArray Pad(NdArray x, long[] pads, int axis) =>
        NdArray.Fill(NdArray.With(x.Shape, axis, x.Shape[axis] + pads[0] + pads[1]), i =>
            i[axis] < pads[0] || i[axis] >= pads[0] + x.Shape[axis] ? 0 : x[NdArray.With(i, axis, i[axis] - pads[0])]);

    private static NdArray Reduce(NdArray x, long[] axes, bool keep, bool mean)
    {
        var over = axes.Select(x.Axis).ToHashSet();
        var kept = x.Shape.Select((d, i) => over.Contains(i) ? 1 : d).ToArray();
        var sums = NdArray.Fill(kept, _ => 0);
        foreach (var index in NdArray.Indices(x.Shape))
        {
            sums.Data[sums.Offset([.. index.Select((v, i) => over.Contains(i) ? 0 : v)])] += x[index];
        }

        var count = mean ? x.Data.Length / (double)sums.Data.Length : 1;
        return new NdArray(Array.ConvertAll(sums.Data, s => s / count), keep ? kept : [.. x.Shape.Where((_, i) => !over.Contains(i))]);
    }
}
