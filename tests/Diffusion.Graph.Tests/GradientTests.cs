using Diffusion.Graph.Tests.Reference;

namespace Diffusion.Graph.Tests;

public sealed class GradientTests
{
    [Fact]
    public void Of_Weights_GetNoWork()
    {
        var graph = new GraphBuilder("weights");
        var x = graph.Input("x", ElementType.Float, -1, 3);
        var y = Ops.Linear(Ops.Exp(graph.Initializer("e", [1f, 2, 3], 3)) * x, graph.Initializer("w", [1f, 2, 3], 1, 3), graph.Initializer("b", [1f], 1));
        var before = graph.Nodes.Count;

        graph.Output("gradient", Gradient.Of(y, x));

        // Shape and Expand of the seed, Gemm, Mul
        Assert.Equal(["Shape", "Expand", "Gemm", "Mul"], graph.Nodes.Skip(before).Select(n => n.Op));
    }

    [Fact]
    public void Of_StrideOneConvolutionWithConstantWeight_IsAConvolution()
    {
        var graph = new GraphBuilder("convolution");
        var x = graph.Input("x", ElementType.Float, -1, 1, 4, 4);
        graph.Output("gradient", Gradient.Of(Ops.Conv(x, graph.Initializer("w", new float[9], 1, 1, 3, 3), null, 1, 1), x));

        Assert.DoesNotContain("ConvTranspose", graph.Build().Nodes.Select(n => n.Op));
    }

    [Fact]
    public void Of_SeveralValues_IsEachOfThem()
    {
        var graph = new GraphBuilder("several");
        var (a, b) = (graph.Input("a", ElementType.Double, 2), graph.Input("b", ElementType.Double, 2));
        var gradients = Gradient.Of(a * a * b, a, b);
        graph.Output("a'", gradients[0]);
        graph.Output("b'", gradients[1]);

        var results = ReferenceEvaluator.Run(graph.Build(), ("a", new NdArray([3, 5], 2)), ("b", new NdArray([2, 7], 2)));

        Assert.Equal([12.0, 70], results[0].Data);
        Assert.Equal([9.0, 25], results[1].Data);
    }

    [Fact]
    public void Of_ValueWithoutEffect_IsRefused()
    {
        var graph = new GraphBuilder("apart");
        var (a, b) = (graph.Input("a", ElementType.Float, 2), graph.Input("b", ElementType.Float, 2));
        var label = graph.Input("y", ElementType.Int64, 2);

        Assert.Throws<GraphException>(() => Gradient.Of(a * a, b));
        Assert.Throws<GraphException>(() => Gradient.Of(Ops.Cast(Ops.Greater(a, b), ElementType.Float), a));
        Assert.Throws<GraphException>(() => Gradient.Of(a * Ops.Cast(label, ElementType.Float), label));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(3)]
    public void PickLabel_LabelOutOfRange_MakesItsRowAndItsGradientNaN(long wrong)
    {
        var graph = new GraphBuilder("labels");
        var x = graph.Input("x", ElementType.Float, -1, 3);
        var picked = Ops.PickLabel(Ops.LogSoftmax(x), graph.Input("y", ElementType.Int64, -1));
        graph.Output("log_prob", picked);
        graph.Output("gradient", Gradient.Of(picked, x));

        var results = OnnxRuntimeEvaluator.Run(graph.Build(), ("x", NdArray.Fill([2, 3], i => i[1])), ("y", new NdArray([1, wrong], 2)));

        Assert.True(double.IsFinite(results[0].Data[0]));
        Assert.True(double.IsNaN(results[0].Data[1]));
        Assert.All(results[1].Data[..3], v => Assert.True(double.IsFinite(v)));
        Assert.All(results[1].Data[3..], v => Assert.True(double.IsNaN(v)));
    }
}
