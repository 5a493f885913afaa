using Diffusion.Golden;

namespace Diffusion.Trainer.Tests.Golden;

public sealed class SuiteTests
{
    [Fact]
    public void Suite_Groups_AreThoseOfItsTests() => Assert.Equal(
        GoldenSuites.GroupsOf(GoldenSuites.Training).Order(StringComparer.Ordinal),
        GoldenSuites.GroupsIn(typeof(SuiteTests).Assembly).Order(StringComparer.Ordinal));
}
