using Diffusion.Golden;

namespace Diffusion.Networks.Tests.Golden;

[Trait("Golden", "blocks")]
public class BlocksGoldenTests
{
    public static IEnumerable<object[]> Cases => GoldenFolder.Group("blocks");

    [Theory]
    [MemberData(nameof(Cases))]
    public void Torch_EveryCase_EqualsTheReference(string name) => Run(name, golden => GoldenOutput.CheckAll(golden, TorchEvaluation.Run(golden)));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Onnx_EveryCase_EqualsTheReference(string name) => Run(name, golden => GoldenOutput.CheckAll(golden, OnnxEvaluation.Run(golden)));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Parameters_EveryCase_AreTheReferencesStateDict(string name) => Run(name, GoldenParameters.Check);

    private static void Run(string name, Action<GoldenCase> check)
    {
        if (name != GoldenFolder.NoCase)
        {
            check(GoldenCase.Load(name));
        }
    }
}
