namespace Diffusion.Graph.Tests.Reference;

internal static class IndexOperators
{
    public static Dictionary<string, Func<OnnxNode, NdArray?[], NdArray[]>> Table { get; } = new(StringComparer.Ordinal)
    {
        ["Gather"] = (node, x) => [Gather(x[0]!, x[1]!, x[0]!.Axis(node.Attribute("axis", 0L)))],
        ["GatherElements"] = (node, x) => [GatherElements(x[0]!, x[1]!, x[0]!.Axis(node.Attribute("axis", 0L)))],
        ["ScatterElements"] = (node, x) => [ScatterElements(x[0]!, x[1]!, x[2]!, x[0]!.Axis(node.Attribute("axis", 0L)))],
        ["ScatterND"] = (_, x) => [ScatterRows(x[0]!, x[1]!, x[2]!)],
        ["TopK"] = (node, x) => TopK(x[0]!, (int)x[1]!.Data[0], x[0]!.Axis(node.Attribute("axis", -1L)), node.Attribute("largest", 1L) == 1),
        ["OneHot"] = (_, x) => [OneHot(x[0]!, (long)x[1]!.Data[0])],
    };

    private static NdArray Gather(NdArray x, NdArray indices, int axis) =>
        NdArray.Fill([.. x.Shape[..axis], .. indices.Shape, .. x.Shape[(axis + 1)..]], i =>
        {
            var chosen = (long)indices[i.AsSpan(axis, indices.Rank)];
            return x[[.. i[..axis], chosen < 0 ? chosen + x.Shape[axis] : chosen, .. i[(axis + indices.Rank)..]]];
        });

    private static NdArray GatherElements(NdArray x, NdArray indices, int axis) =>
        NdArray.Fill(indices.Shape, i => x[NdArray.With(i, axis, (long)indices[i])]);

    private static NdArray ScatterElements(NdArray x, NdArray indices, NdArray updates, int axis)
    {
        var result = new NdArray((double[])x.Data.Clone(), x.Shape);
        foreach (var i in NdArray.Indices(indices.Shape))
        {
            result.Data[result.Offset(NdArray.With(i, axis, (long)indices[i]))] += updates[i];
        }

        return result;
    }

    private static NdArray ScatterRows(NdArray x, NdArray indices, NdArray updates)
    {
        var result = new NdArray((double[])x.Data.Clone(), x.Shape);
        var lead = indices.Rank - 1;
        foreach (var i in NdArray.Indices(updates.Shape))
        {
            var row = (long)indices[[.. i[..lead], 0]];
            result.Data[result.Offset([row < 0 ? row + x.Shape[0] : row, .. i[lead..]])] += updates[i];
        }

        return result;
    }

    private static NdArray[] TopK(NdArray x, int k, int axis, bool largest)
    {
        var shape = NdArray.With(x.Shape, axis, k);
        long Place(long[] at) => Enumerable.Range(0, (int)x.Shape[axis])
            .OrderBy(j => x[NdArray.With(at, axis, j)] * (largest ? -1 : 1)).ElementAt((int)at[axis]);
        return [NdArray.Fill(shape, i => x[NdArray.With(i, axis, Place(i))]), NdArray.Fill(shape, i => Place(i))];
    }

    private static NdArray OneHot(NdArray indices, long depth) =>
        NdArray.Fill([.. indices.Shape, depth], i =>
        {
            var index = (long)indices[i.AsSpan(0, i.Length - 1)];
            return (index < 0 ? index + depth : index) == i[^1] ? 1 : 0;
        });
}
