using Diffusion.Graph.Tests.Reference;

namespace Diffusion.Graph.Tests;

/// <summary>A row's sum is the same to the last bit wherever the row lies: ONNX Runtime groups what it adds by addresses.</summary>
public sealed class RowPlaceTests
{
    private const int Rows = 8;

    [Theory]
    [InlineData(3)]
    [InlineData(17)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(66)]
    [InlineData(67)]
    public void ReduceSum_SameRowInEveryPlace_SameBytes(int length) =>
        RequireSameRows([length], x => Ops.ReduceSum(x, keepDimensions: false, 1));

    [Theory]
    [InlineData(5, 5)]
    [InlineData(7, 9)]
    [InlineData(6, 2)]
    public void ReduceMean_SameImageInEveryPlace_SameBytes(int height, int width) =>
        RequireSameRows([height, width], x => Ops.ReduceMean(x, keepDimensions: false, 1, 2));

    [Fact]
    public void GradientOfSoftmax_SameRowInEveryPlace_SameBytes() =>
        RequireSameRows([65], x => Gradient.Of(Ops.Softmax(x, -1) * Ops.Sin(x), x));

    private static void RequireSameRows(long[] shape, Func<Value, Value> reduce)
    {
        var graph = new GraphBuilder("rows");
        graph.Output("y", reduce(graph.Input("x", ElementType.Float, [-1, .. shape])));
        var model = graph.Build();
        var length = shape.Aggregate(1L, (a, b) => a * b);
        var random = new Random(5);
        for (var trial = 0; trial < 20; trial++)
        {
            double[] row = [.. Enumerable.Range(0, (int)length).Select(_ => (double)(float)(random.NextDouble() - 0.5))];
            var input = new NdArray([.. Enumerable.Repeat(row, Rows).SelectMany(values => values)], [Rows, .. shape]);

            var results = OnnxRuntimeEvaluator.Run(model, ("x", input))[0].Data.Chunk((int)(model.Outputs[0].Shape.Count == 1 ? 1 : length)).ToArray();

            Assert.All(results, result => Assert.Equal(results[0], result));
        }
    }
}
