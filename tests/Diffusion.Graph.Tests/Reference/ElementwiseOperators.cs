namespace Diffusion.Graph.Tests.Reference;

internal static class ElementwiseOperators
{
    public static Dictionary<string, Func<OnnxNode, NdArray?[], NdArray[]>> Table { get; } = new(StringComparer.Ordinal)
    {
        ["Add"] = Two((a, b) => a + b),
        ["Sub"] = Two((a, b) => a - b),
        ["Mul"] = Two((a, b) => a * b),
        ["Div"] = Two((a, b) => a / b),
        ["Pow"] = Two(Math.Pow),
        ["Max"] = Two(Math.Max),
        ["Min"] = Two(Math.Min),
        ["Equal"] = Two((a, b) => a == b ? 1 : 0),
        ["Less"] = Two((a, b) => a < b ? 1 : 0),
        ["LessOrEqual"] = Two((a, b) => a <= b ? 1 : 0),
        ["Greater"] = Two((a, b) => a > b ? 1 : 0),
        ["GreaterOrEqual"] = Two((a, b) => a >= b ? 1 : 0),
        ["And"] = Two((a, b) => a * b),
        ["Or"] = Two(Math.Max),
        ["Not"] = One(a => 1 - a),
        ["Neg"] = One(a => -a),
        ["Abs"] = One(Math.Abs),
        ["Sign"] = One(a => Math.Sign(a)),
        ["Floor"] = One(Math.Floor),
        ["Exp"] = One(Math.Exp),
        ["Log"] = One(Math.Log),
        ["Sqrt"] = One(Math.Sqrt),
        ["Sin"] = One(Math.Sin),
        ["Cos"] = One(Math.Cos),
        ["Tanh"] = One(Math.Tanh),
        ["Sigmoid"] = One(a => 1 / (1 + Math.Exp(-a))),
        ["Relu"] = One(a => Math.Max(a, 0)),
        ["Identity"] = One(a => a),
        ["Cast"] = (node, x) => [Map(x[0]!, node.Attribute("to", 0L) is (long)ElementType.Int64 or (long)ElementType.Int32 ? Math.Truncate : a => a)],
        ["Clip"] = (_, x) => [Map(x[0]!, a => Math.Min(Math.Max(a, x[1]?.Data[0] ?? double.MinValue), (x.Length > 2 ? x[2] : null)?.Data[0] ?? double.MaxValue))],
        ["Where"] = (_, x) => [NdArray.Fill(BroadcastShape(x[0]!, x[1]!, x[2]!), i => x[0]!.Broadcast(i) != 0 ? x[1]!.Broadcast(i) : x[2]!.Broadcast(i))],
    };

    public static long[] BroadcastShape(params NdArray[] operands)
    {
        var shape = new long[operands.Max(o => o.Rank)];
        for (var i = 1; i <= shape.Length; i++)
        {
            var sizes = operands.Where(o => o.Rank >= i).Select(o => o.Shape[^i]).Where(s => s != 1).Distinct().ToArray();
            shape[^i] = sizes.Length == 0 ? 1 : sizes.Single();
        }

        return shape;
    }

    private static Func<OnnxNode, NdArray?[], NdArray[]> One(Func<double, double> f) => (_, x) => [Map(x[0]!, f)];

    private static Func<OnnxNode, NdArray?[], NdArray[]> Two(Func<double, double, double> f) =>
        (_, x) => [NdArray.Fill(BroadcastShape(x[0]!, x[1]!), i => f(x[0]!.Broadcast(i), x[1]!.Broadcast(i)))];

    private static NdArray Map(NdArray x, Func<double, double> f) => new(Array.ConvertAll(x.Data, v => f(v)), x.Shape);
}
