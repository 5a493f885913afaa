namespace Diffusion.Graph.Tests;

internal static class IndexCases
{
    public static OpCase[] All { get; } =
    [
        new("gather rows", [[5, 3]], (g, x) => Ops.Gather(x[0], g.Vector(4, 0, 4, -4))),
        new("gather rows of a batch", [[-2, 3, 2]], (g, x) => Ops.Gather(x[0], g.Vector(1, 1, 0))),
        new("gather, one element", [[-2, 3]], (g, x) => Ops.Gather(x[0], g.Constant(2L), 1)),
        new("gather along the middle", [[-2, 4, 3]], (g, x) => Ops.Gather(x[0], g.Constant([3L, 0, 3, 1], 2, 2), 1)),
        new("gather elements", [[2, 4]], (g, x) => Ops.GatherElements(x[0], g.Constant([3L, 3, 0, 1], 2, 2))),
        new("gather elements, first axis", [[-2, 2]], (g, x) => Ops.GatherElements(x[0], g.Constant([1L, 0, 1, 1, 0, 0], 3, 2), 0)),
        new("scatter add", [[2, 4], [2, 2]], (g, x) => Ops.ScatterAdd(x[0], g.Constant([3L, 3, 0, 1], 2, 2), x[1])),
        new("largest", [[-2, 6]], (g, x) => Ops.TopK(x[0], g.Vector(3)).Values),
        new("smallest along the middle", [[-2, 5, 2]], (g, x) => Ops.TopK(x[0], g.Vector(2), 1, largest: false).Values),
        new("one hot", [[2, 3]], (g, x) => x[0] * Ops.OneHot(g.Vector(2, 0), 3, x[0].Type)),
        new("pick a label", [[2, 3]], (g, x) => Ops.PickLabel(Ops.LogSoftmax(x[0]), g.Vector(2, 0))),
    ];
}
