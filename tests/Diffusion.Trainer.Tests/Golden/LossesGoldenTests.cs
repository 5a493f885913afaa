using Diffusion.Golden;

namespace Diffusion.Trainer.Tests.Golden;

[Trait("Golden", "losses")]
public sealed class LossesGoldenTests
{
    public static IEnumerable<object[]> Cases => GoldenFolder.Group("losses");

    [Theory]
    [MemberData(nameof(Cases))]
    public void EveryCase_EqualsTheReference(string name) => GoldenFolder.Check(name, Check);

    [Fact]
    public void CaseOfAFunctionThatNobodyKnows_Fails()
    {
        var golden = GoldenCase.Parse("losses/new", """{"function": "losses.new_loss"}""");
        Assert.Contains("losses.new_loss", Assert.Throws<InvalidDataException>(() => Check(golden)).Message);
    }

    private static void Check(GoldenCase golden)
    {
        switch (golden.Function.Split('.', ' ')[^1])
        {
            case "training_losses" when golden.Json.TryGetProperty("models", out _):
                UnetLossCase.Check(golden);
                break;
            case "training_losses":
                LossTermsCase.Check(golden);
                break;
            case "calc_bpd_loop":
                BoundCase.Check(golden);
                break;
            case "approx_standard_normal_cdf":
                LikelihoodCase.Check(golden);
                break;
            case "sample" when golden.Json.TryGetProperty("second_moment", out _):
                TimestepSamplerCase.Check(golden);
                break;
            default:
                throw new InvalidDataException($"The function '{golden.Function}' of {golden.Name} has no test.");
        }
    }
}
