using Diffusion.Graph.Tests.Reference;

namespace Diffusion.Graph.Tests;

/// <summary>A function of one or more floating inputs, to be checked against loops, ONNX Runtime and finite differences.</summary>
/// <param name="Name">For the test's name.</param>
/// <param name="Shapes">Of the inputs; −2 is the batch dimension with 2 rows.</param>
/// <param name="Body">Builds it.</param>
/// <param name="Low">Inputs are drawn from [Low, High].</param>
/// <param name="High">See <paramref name="Low"/>.</param>
public sealed record OpCase(string Name, long[][] Shapes, Func<GraphBuilder, Value[], Value> Body, double Low = -2, double High = 2)
{
    public override string ToString() => Name;

    public static IReadOnlyList<OpCase> All { get; } =
        [.. ElementwiseCases.All, .. LayoutCases.All, .. ImageCases.All, .. MatrixCases.All, .. IndexCases.All, .. CompositionCases.All];

    /// <summary>Inputs a, b, c, …, and the result.</summary>
    public (GraphBuilder Graph, Value[] Inputs, Value Result) Build(ElementType type)
    {
        var graph = new GraphBuilder(Name);
        Value[] inputs = [.. Shapes.Select((s, i) => graph.Input(InputName(i), type, [.. s.Select(d => d < 0 ? -1 : d)]))];
        return (graph, inputs, Body(graph, inputs));
    }

    /// <summary>The same numbers every time, rounded to float so that both precisions see the same.</summary>
    public (string, NdArray)[] Draw()
    {
        var random = new Random(7);
        return [.. Shapes.Select((s, i) => (InputName(i), Numbers(random, s, Low, High)))];
    }

    public static NdArray Numbers(Random random, IEnumerable<long> shape, double low, double high) =>
        NdArray.Fill([.. shape.Select(Math.Abs)], _ => (float)(low + ((high - low) * random.NextDouble())));

    private static string InputName(int i) => ((char)('a' + i)).ToString();
}
