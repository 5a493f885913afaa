using Diffusion.Golden;

namespace Diffusion.Networks.Tests.Golden;

/// <summary>Graphs that compute in float16 inside: near the reference, which is float32, but not equal to it.</summary>
public class HalfPrecisionGoldenTests
{
    // float16 rounds to one part in 2,048, and these networks have some dozens of layers: 0.3 % of the largest value was seen. In a
    // gradient a ReLU may open or close, which moves it by more: 2.6 % was seen.
    private const double ValueTolerance = 0.01;
    private const double GradientTolerance = 0.05;

    public static IEnumerable<object[]> Cases => GoldenFolder.Group("unet").Concat(GoldenFolder.Group("classifier"));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Onnx_EveryCaseInHalfPrecision_IsNearTheReference(string name) => GoldenFolder.Check(name, golden =>
    {
        var moved = 0.0;
        foreach (var output in OnnxEvaluation.Run(golden, Precision.Half))
        {
            var reference = golden.Tensors[output.Name].ToSingles();
            var difference = output.Values.Zip(reference, (value, expected) => Math.Abs((double)value - expected)).Max() / reference.Max(Math.Abs);
            Assert.InRange(difference, 0, output.Name == "grad_x" ? GradientTolerance : ValueTolerance);
            moved = Math.Max(moved, difference);
        }

        // float32 differs by a tenth of this at most.
        Assert.True(moved > 2e-5, $"No output differs by more than {moved}, as if it were computed in float32.");
    });
}
