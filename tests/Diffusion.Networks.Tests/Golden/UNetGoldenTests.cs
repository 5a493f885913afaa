using Diffusion.Golden;

namespace Diffusion.Networks.Tests.Golden;

[Trait("Golden", "unet")]
public class UNetGoldenTests
{
    public static IEnumerable<object[]> Cases => GoldenFolder.Group("unet");

    [Theory]
    [MemberData(nameof(Cases))]
    public void Torch_EveryCase_EqualsTheReference(string name) => GoldenFolder.Check(name, golden => GoldenOutput.CheckAll(golden, TorchEvaluation.Run(golden)));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Onnx_EveryCase_EqualsTheReference(string name) => GoldenFolder.Check(name, golden => GoldenOutput.CheckAll(golden, OnnxEvaluation.Run(golden)));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Parameters_EveryCase_AreTheReferencesStateDict(string name) => GoldenFolder.Check(name, GoldenParameters.Check);
}
