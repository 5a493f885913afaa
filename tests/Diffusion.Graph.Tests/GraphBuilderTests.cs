using Diffusion.Graph.Tests.Reference;

namespace Diffusion.Graph.Tests;

public sealed class GraphBuilderTests
{
    [Fact]
    public void Build_SameCalls_GivesSameBytes() => Assert.Equal(SmallModel().ToBytes(), SmallModel().ToBytes());

    [Fact]
    public void Build_DeadNodesAndWeights_AreLeftOut()
    {
        var graph = new GraphBuilder("pruned");
        var x = graph.Input("x", ElementType.Float, -1, 2);
        graph.Input("unused", ElementType.Float, 1);
        _ = Ops.Exp(x * graph.Initializer("dead", [1f, 2], 2));
        graph.Output("y", x + graph.Initializer("alive", [1f, 2], 2));

        var model = graph.Build();

        Assert.Equal(["Add"], model.Nodes.Select(n => n.Op));
        Assert.Equal(["alive"], model.Initializers.Select(i => i.Key));
        Assert.Equal(["x", "unused"], model.Inputs.Select(i => i.Name));
    }

    [Fact]
    public void Build_EqualConstants_AreStoredOnce()
    {
        var graph = new GraphBuilder("constants");
        var x = graph.Input("x", ElementType.Float, -1);
        graph.Output("y", (x * 0.5) + (x / 0.5) + graph.Constant([0.5f], 1) + Ops.Cast(x, ElementType.Float));

        Assert.Equal(2, graph.Build().Initializers.Count);
    }

    [Fact]
    public void Build_WeightsAndScopes_NameTheNodes()
    {
        var model = SmallModel();

        Assert.Equal(["blocks.0.linear/Gemm", "head/Sigmoid", "Mul"], model.Nodes.Select(n => n.Name));
        Assert.Equal("y", model.Nodes[^1].Outputs[0]);
    }

    [Fact]
    public void Build_OneValueUnderTwoNamesAndInputsAsOutputs_RunInOnnxRuntime()
    {
        var graph = new GraphBuilder("names");
        var x = graph.Input("x", ElementType.Float, -1);
        var y = x + 1;
        graph.Output("first", y);
        graph.Output("second", y);
        graph.Output("same", x);
        graph.Output("constant", graph.Constant(3f));

        var results = OnnxRuntimeEvaluator.Run(graph.Build(), ("x", new NdArray([1, 2], 2)));

        Assert.Equal([2.0, 3], results[0].Data);
        Assert.Equal([2.0, 3], results[1].Data);
        Assert.Equal([1.0, 2], results[2].Data);
        Assert.Equal([3.0], results[3].Data);
    }

    [Fact]
    public void Build_AnySizeOfBatch_Runs()
    {
        var model = SmallModel();

        foreach (var rows in new[] { 1, 3 })
        {
            var result = OnnxRuntimeEvaluator.Run(model, ("x", NdArray.Fill([rows, 3], i => i[0])))[0];
            Assert.Equal([rows, 2], result.Shape);
        }
    }

    [Fact]
    public void Names_UsedTwice_AreRefused()
    {
        var graph = new GraphBuilder("names");
        var x = graph.Input("x", ElementType.Float, 1);
        graph.Initializer("w", [1f], 1);
        graph.Output("y", x);

        Assert.Throws<GraphException>(() => graph.Input("x", ElementType.Float, 1));
        Assert.Throws<GraphException>(() => graph.Initializer("x", [1f], 1));
        Assert.Throws<GraphException>(() => graph.Initializer("w", [2f], 1));
        Assert.Throws<GraphException>(() => graph.Output("y", x));
        Assert.Same(graph.Initializer("w", [1f], 1), graph.Initializer("w", [1f], 1));
    }

    [Fact]
    public void Values_OfAnotherGraph_AreRefused()
    {
        var other = new GraphBuilder("other").Input("x", ElementType.Float, 1);
        var graph = new GraphBuilder("one");

        Assert.Throws<GraphException>(() => graph.Input("x", ElementType.Float, 1) + other);
        Assert.Throws<GraphException>(() => graph.Output("y", other));
        Assert.Throws<GraphException>(graph.Build);
    }

    [Fact]
    public void Shapes_ThatDoNotFit_AreBothNamed()
    {
        var graph = new GraphBuilder("shapes");
        Value Of(params long[] shape) => graph.Input($"x{Guid.NewGuid()}", ElementType.Float, shape);

        Mentions("[2, 3]", "[4]", () => Of(2, 3) + Of(4));
        Mentions("[N, 3]", "[5, 3]", () => Of(-1, 3) * Of(5, 3));
        Mentions("[2, 3]", "[4, 2]", () => Ops.MatMul(Of(2, 3), Of(4, 2)));
        Mentions("[N, 3, 8, 8]", "[4, 2, 3, 3]", () => Ops.Conv(Of(-1, 3, 8, 8), Of(4, 2, 3, 3)));
        Mentions("[2, 3]", "[2, 4]", () => Ops.Concat(0, Of(2, 3), Of(2, 4)));
        Mentions("[2, 3]", "(4, -1)", () => Ops.Reshape(Of(2, 3), 4, -1));
        Mentions("[2, 3]", "[4]", () => Ops.LayerNormalization(Of(2, 3), Of(4)).Y);
        Mentions("Float", "Int64", () => Of(2) + graph.Vector(1, 2));
        Mentions("axis 3", "2 dimensions", () => Ops.Softmax(Of(2, 3), 3));
    }

    /// <summary>[N, 3] to [N, 2] with a weight, a scope and metadata.</summary>
    internal static OnnxModel SmallModel()
    {
        var graph = new GraphBuilder("small");
        graph.Metadata["b"] = "2";
        graph.Metadata["a"] = "1";
        var x = graph.Input("x", ElementType.Float, -1, 3);
        var h = Ops.Linear(x, graph.Initializer("blocks.0.linear.weight", [1f, 2, 3, 4, 5, 6], 2, 3), graph.Initializer("blocks.0.linear.bias", [1f, -1], 2));
        using (graph.Scope("head"))
        {
            h = Ops.Sigmoid(h);
        }

        graph.Output("y", h * 2);
        return graph.Build();
    }

    private static void Mentions(string first, string second, Func<Value> make)
    {
        var message = Assert.Throws<GraphException>(make).Message;
        Assert.Contains(first, message, StringComparison.Ordinal);
        Assert.Contains(second, message, StringComparison.Ordinal);
    }
}
