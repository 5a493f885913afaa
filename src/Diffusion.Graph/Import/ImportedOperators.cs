using Rule = System.Func<Diffusion.Graph.ImportedNode, Diffusion.Graph.Value[]>;

namespace Diffusion.Graph;

/// <summary>Which method of <see cref="Ops"/> an operator in a file means.</summary>
internal static class ImportedOperators
{
    private static readonly Dictionary<string, Rule> s_rules = new(StringComparer.Ordinal)
    {
        ["Add"] = Two(Ops.Add),
        ["Sub"] = Two(Ops.Subtract),
        ["Mul"] = Two(Ops.Multiply),
        ["Div"] = Two(Ops.Divide),
        ["Pow"] = Two(Ops.Pow),
        ["Max"] = n => [n.All.Aggregate(Ops.Max)],
        ["Min"] = n => [n.All.Aggregate(Ops.Min)],
        ["Equal"] = Two(Ops.Equal),
        ["Less"] = Two(Ops.Less),
        ["LessOrEqual"] = Two(Ops.LessOrEqual),
        ["Greater"] = Two(Ops.Greater),
        ["GreaterOrEqual"] = Two(Ops.GreaterOrEqual),
        ["And"] = Two(Ops.And),
        ["Or"] = Two(Ops.Or),
        ["MatMul"] = Two(Ops.MatMul),
        ["Not"] = One(Ops.Not),
        ["Neg"] = One(Ops.Negate),
        ["Abs"] = One(Ops.Abs),
        ["Sign"] = One(Ops.Sign),
        ["Floor"] = One(Ops.Floor),
        ["Exp"] = One(Ops.Exp),
        ["Log"] = One(Ops.Log),
        ["Sqrt"] = One(Ops.Sqrt),
        ["Cos"] = One(Ops.Cos),
        ["Sin"] = One(Ops.Sin),
        ["Tanh"] = One(Ops.Tanh),
        ["Sigmoid"] = One(Ops.Sigmoid),
        ["Relu"] = One(Ops.Relu),
        ["Identity"] = One(x => x),
        ["Dropout"] = One(x => x),
        ["Constant"] = n => n.Node.Attributes is [{ Name: "value", Value: TensorData data }] ? [n.Graph.Constant(data)] : throw n.Refused("only the attribute 'value' is read"),
        ["Cast"] = n => [Ops.Cast(n.X, (ElementType)n.Node.Attribute("to", 0L))],
        ["Clip"] = n => [Ops.Clip(n.X, n.Optional(1), n.Optional(2))],
        ["Where"] = n => [Ops.Where(n[0], n[1], n[2])],
        ["Softmax"] = n => [Ops.Softmax(n.X, n.Int("axis", -1))],
        ["LogSoftmax"] = n => [Ops.LogSoftmax(n.X, n.Int("axis", -1))],
        ["Gather"] = n => [Ops.Gather(n.X, n[1], n.Int("axis", 0))],
        ["GatherElements"] = n => [Ops.GatherElements(n.X, n[1], n.Int("axis", 0))],
        ["Concat"] = n => [Ops.Concat(n.Int("axis", 0), [.. n.All])],
        ["Shape"] = n => [Ops.ShapeOf(n.X, n.Int("start", 0), n.Int("end", n.X.Rank))],
        ["Transpose"] = n => [Ops.Transpose(n.X, n.Node.Attribute("perm", Array.Empty<long>()))],
        ["Squeeze"] = n => [Ops.Squeeze(n.X, n.Ints(1, "axes", []))],
        ["Unsqueeze"] = n => [Ops.Unsqueeze(n.X, n.Ints(1, "axes", []))],
        ["Expand"] = n => [Ops.Expand(n.X, n[1])],
        ["ReduceSum"] = n => [Ops.ReduceSum(n.X, n.Int("keepdims", 1) == 1, n.Ints(1, "axes", []))],
        ["ReduceMean"] = n => [Ops.ReduceMean(n.X, n.Int("keepdims", 1) == 1, n.Ints(1, "axes", []))],
        ["Reshape"] = ImportedSettings.Reshape,
        ["Split"] = n => Ops.Split(n.X, n.Int("axis", 0), n.Ints(1, "split", [])),
        ["Slice"] = ImportedSettings.Slice,
        ["Pad"] = ImportedSettings.Pad,
        ["Gemm"] = ImportedSettings.Gemm,
        ["Conv"] = ImportedSettings.Conv,
        ["ConvTranspose"] = ImportedSettings.ConvTranspose,
        ["LayerNormalization"] = ImportedSettings.LayerNormalization,
        ["AveragePool"] = ImportedSettings.AveragePool,
        ["Resize"] = ImportedSettings.Resize,
        ["TopK"] = n => Ops.TopK(n.X, n[1], n.Int("axis", -1), n.Int("largest", 1) == 1) is var (values, indices) ? [values, indices] : [],
        ["OneHot"] = ImportedSettings.OneHot,
        ["ScatterElements"] = ImportedSettings.ScatterElements,
        ["ScatterND"] = ImportedSettings.ScatterRows,
    };

    public static Value[] Run(ImportedNode node) =>
        s_rules.TryGetValue(node.Node.Op, out var rule)
            ? rule(node)
            : throw node.Refused($"there is no such operator here. Use one of: {string.Join(", ", s_rules.Keys.Order(StringComparer.Ordinal))}");

    private static Rule One(Func<Value, Value> op) => n => [op(n.X)];

    private static Rule Two(Func<Value, Value, Value> op) => n => [op(n[0], n[1])];
}
