using Diffusion.Graph.Tests.Reference;

namespace Diffusion.Graph.Tests;

public sealed class OpsTests
{
    public static TheoryData<string> Cases => [.. OpCase.All.Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Forward_EveryOp_AgreesWithOnnxRuntime(string name)
    {
        var (graph, _, result) = Find(name).Build(ElementType.Float);
        graph.Output("result", result);
        var model = graph.Build();
        var inputs = Find(name).Draw();

        var expected = ReferenceEvaluator.Run(model, inputs);
        var actual = OnnxRuntimeEvaluator.Run(model, inputs);

        Close.Assert(expected[0], actual[0], 2e-5);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Forward_EveryOp_HasTheInferredShape(string name)
    {
        var result = Find(name).Build(ElementType.Double).Result;

        var shape = ReferenceEvaluator.Run(Forward(name), Find(name).Draw())[0].Shape;

        Assert.Equal(shape.Length, result.Rank);
        Assert.All(shape.Zip(result.Shape), d => Assert.True(d.Second == -1 || d.First == d.Second, $"{d}"));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Gradient_EveryOp_AgreesWithFiniteDifferences(string name)
    {
        const double Step = 1e-5;
        var (model, inputs, weight) = Differentiated(name, ElementType.Double);
        var analytic = ReferenceEvaluator.Run(model, [.. inputs, weight]);
        var forward = Forward(name);
        double Sum() => ReferenceEvaluator.Run(forward, inputs)[0].Data.Zip(weight.Value.Data, (y, w) => y * w).Sum();

        for (var i = 0; i < inputs.Length; i++)
        {
            var x = inputs[i].Value;
            Assert.Equal(x.Shape, analytic[i].Shape);
            for (var j = 0; j < x.Data.Length; j++)
            {
                var kept = x.Data[j];
                x.Data[j] = kept + Step;
                var above = Sum();
                x.Data[j] = kept - Step;
                var below = Sum();
                x.Data[j] = kept;

                // Relative, and absolute below 1: differences of sums of order 1 are good to about 1e-9.
                var numeric = (above - below) / (2 * Step);
                Assert.True(Math.Abs(numeric - analytic[i].Data[j]) <= 1e-6 * Math.Max(1, Math.Abs(numeric)), $"input {i}, element {j}: {analytic[i].Data[j]} against {numeric}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Gradient_EveryOp_RunsInOnnxRuntime(string name)
    {
        var (model, inputs, weight) = Differentiated(name, ElementType.Float);

        var expected = ReferenceEvaluator.Run(model, [.. inputs, weight]);
        var actual = OnnxRuntimeEvaluator.Run(model, [.. inputs, weight]);

        Assert.All(expected.Zip(actual), pair => Close.Assert(pair.First, pair.Second, 5e-5));
    }

    /// <summary>Outputs: the gradients at the inputs of Σ result·weight, with a random weight for every element.</summary>
    private static (OnnxModel Model, (string Name, NdArray Value)[] Inputs, (string Name, NdArray Value) Weight) Differentiated(string name, ElementType type)
    {
        var (graph, inputs, result) = Find(name).Build(type);
        var weight = graph.Input("weight", type, [.. result.Shape]);
        var sum = Ops.ReduceSum(result * weight, keepDimensions: false);
        var gradients = Gradient.Of(sum, inputs);
        for (var i = 0; i < inputs.Length; i++)
        {
            graph.Output($"gradient {i}", gradients[i]);
        }

        var forward = ReferenceEvaluator.Run(Forward(name), Find(name).Draw())[0];
        return (graph.Build(), Find(name).Draw(), ("weight", OpCase.Numbers(new Random(3), forward.Shape, -1, 1)));
    }

    private static OnnxModel Forward(string name)
    {
        var (graph, _, result) = Find(name).Build(ElementType.Double);
        graph.Output("result", result);
        return graph.Build();
    }

    private static OpCase Find(string name) => OpCase.All.Single(c => c.Name == name);
}
