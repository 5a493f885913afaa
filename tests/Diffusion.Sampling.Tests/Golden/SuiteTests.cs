using Diffusion.Golden;

namespace Diffusion.Sampling.Tests.Golden;

public sealed class SuiteTests
{
    [Fact]
    public void Suite_Groups_AreThoseOfItsTests() => Assert.Equal(
        GoldenSuites.GroupsOf(GoldenSuites.Sampling).Order(StringComparer.Ordinal),
        GoldenSuites.GroupsIn(typeof(SuiteTests).Assembly).Order(StringComparer.Ordinal));
}
