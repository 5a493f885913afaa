using Diffusion.Golden;

namespace Diffusion.Networks.Tests.Golden;

[Trait("Golden", "classifier")]
public class ClassifierGoldenTests
{
    public static IEnumerable<object[]> Cases => GoldenFolder.Group("classifier");

    [Theory]
    [MemberData(nameof(Cases))]
    public void Torch_EveryCase_EqualsTheReference(string name) => GoldenFolder.Check(name, golden => GoldenOutput.CheckAll(golden, TorchEvaluation.Run(golden)));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Onnx_EveryCase_EqualsTheReference(string name) => GoldenFolder.Check(name, golden => GoldenOutput.CheckAll(golden, OnnxEvaluation.Run(golden)));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Gradient_OfTheGraph_EqualsAutogradsWithin1e4(string name) => GoldenFolder.Check(name, golden =>
    {
        var graph = OnnxEvaluation.Run(golden).Single(output => output.Name == "grad_x").Values;
        var autograd = TorchEvaluation.Run(golden).Single(output => output.Name == "grad_x").Values;
        Assert.InRange(Norm(graph.Zip(autograd, (a, b) => (double)a - b)) / Norm(autograd.Select(value => (double)value)), 0, 1e-4);
    });

    [Theory]
    [MemberData(nameof(Cases))]
    public void Parameters_EveryCase_AreTheReferencesStateDict(string name) => GoldenFolder.Check(name, GoldenParameters.Check);

    private static double Norm(IEnumerable<double> values) => Math.Sqrt(values.Sum(value => value * value));
}
