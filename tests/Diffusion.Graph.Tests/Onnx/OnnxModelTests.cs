using System.Text;
using Diffusion.Graph.Tests.Reference;

namespace Diffusion.Graph.Tests;

public sealed class OnnxModelTests
{
    public static TheoryData<string> Cases => OpsTests.Cases;

    [Fact]
    public void Load_Bytes_TellsWhatWasBuilt()
    {
        var model = OnnxModel.Load(GraphBuilderTests.SmallModel().ToBytes());

        Assert.Equal("small", model.Name);
        Assert.Equal(GraphBuilder.Opset, model.Opset);
        Assert.Equal(GraphBuilder.IrVersion, model.IrVersion);
        Assert.Equal(["1", "2"], model.Metadata.OrderBy(m => m.Key).Select(m => m.Value));
        var x = Assert.Single(model.Inputs);
        Assert.Equal(("x", ElementType.Float), (x.Name, x.Type));
        Assert.Equal([-1L, 3], x.Shape);
        Assert.Equal([1f, 2, 3, 4, 5, 6], model.Initializers.Single(i => i.Key == "blocks.0.linear.weight").Value.AsSpan<float>().ToArray());
        Assert.Equal(1, model.Nodes[0].Attribute("transB", 0L));
    }

    [Fact]
    public void Save_ThenLoadThenWrite_GivesTheSameBytes()
    {
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid()}.onnx");
        try
        {
            var model = GraphBuilderTests.SmallModel();
            model.Save(path);

            Assert.Equal(model.ToBytes(), OnnxModel.Load(path).ToBytes());
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Load_WhatIsNotAModel_IsRefused()
    {
        Assert.Throws<GraphException>(() => OnnxModel.Load(Encoding.UTF8.GetBytes("{ \"not\": \"onnx\" }")));
        Assert.Throws<GraphException>(() => OnnxModel.Load(ReadOnlyMemory<byte>.Empty));
        Assert.Throws<GraphException>(() => OnnxModel.Load("no/such/file.onnx"));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Import_EveryOp_ComputesAndDifferentiatesTheSame(string name)
    {
        var (graph, inputs, result) = OpCase.All.Single(c => c.Name == name).Build(ElementType.Double);
        graph.Output("result", result);
        Differentiate(graph, inputs, result);
        var direct = graph.Build();

        var again = new GraphBuilder(name);
        var read = again.Import(OnnxModel.Load(Forward(name).ToBytes()));
        again.Output("result", read["result"]);
        Differentiate(again, again.Inputs, read["result"]);

        var numbers = OpCase.All.Single(c => c.Name == name).Draw();
        var expected = ReferenceEvaluator.Run(direct, numbers);
        var actual = ReferenceEvaluator.Run(again.Build(), numbers);
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), pair => Close.Assert(pair.First, pair.Second, 1e-9));
    }

    [Fact]
    public void Import_GradientGraph_CanBeWrittenAgain()
    {
        foreach (var name in OpCase.All.Select(c => c.Name))
        {
            var (graph, inputs, result) = OpCase.All.Single(c => c.Name == name).Build(ElementType.Double);
            Differentiate(graph, inputs, result);
            var model = graph.Build();
            var again = new GraphBuilder(name);
            foreach (var (output, value) in again.Import(model))
            {
                again.Output(output, value);
            }

            var numbers = OpCase.All.Single(c => c.Name == name).Draw();
            Assert.All(
                ReferenceEvaluator.Run(model, numbers).Zip(ReferenceEvaluator.Run(again.Build(), numbers)),
                pair => Close.Assert(pair.First, pair.Second, 1e-12));
        }
    }

    [Fact]
    public void Import_InputsGiven_StandForTheModels()
    {
        var graph = new GraphBuilder("composed");
        var x = graph.Input("image", ElementType.Float, -1, 3);
        graph.Output("y", graph.Import(GraphBuilderTests.SmallModel(), new Dictionary<string, Value>(StringComparer.Ordinal) { ["x"] = x * 2 })["y"]);

        var doubled = OnnxRuntimeEvaluator.Run(graph.Build(), ("image", new NdArray([.1, -.2, .3], 1, 3)))[0];
        var direct = OnnxRuntimeEvaluator.Run(GraphBuilderTests.SmallModel(), ("x", new NdArray([.2, -.4, .6], 1, 3)))[0];

        Close.Assert(direct, doubled, 1e-6);
    }

    private static OnnxModel Forward(string name)
    {
        var (graph, _, result) = OpCase.All.Single(c => c.Name == name).Build(ElementType.Double);
        graph.Output("result", result);
        return graph.Build();
    }

    private static void Differentiate(GraphBuilder graph, IReadOnlyList<Value> inputs, Value result)
    {
        var gradients = Gradient.Of(result, [.. inputs]);
        for (var i = 0; i < gradients.Length; i++)
        {
            graph.Output($"gradient {i}", gradients[i]);
        }
    }
}
