using Microsoft.ML.OnnxRuntime;

namespace Packages.Conformance.Tests.OnnxRuntime;

[Collection(OnnxRuntimeTests.Name)]
public sealed class EnvironmentTests(OnnxRuntimeFixture fixture)
{
    [Fact]
    public void CreateInstanceWithOptions_FirstUse_CreatesTheSingleton()
    {
        Assert.False(fixture.WasCreatedBefore);
        Assert.True(OrtEnv.IsCreated);
        Assert.Same(fixture.Environment, OrtEnv.Instance());
        Assert.False(fixture.Environment.IsInvalid);
    }

    [Fact]
    public void CreateInstanceWithOptions_SecondUse_Throws()
    {
        var options = default(EnvironmentCreationOptions);

        var error = Assert.Throws<OnnxRuntimeException>(() => OrtEnv.CreateInstanceWithOptions(ref options));

        Assert.StartsWith("[ErrorCode:RuntimeException]", error.Message);
    }

    [Fact]
    public void GetVersionString_Always_IsAtLeast121()
    {
        var parts = fixture.Environment.GetVersionString().Split('.');

        Assert.Equal("1", parts[0]);
        Assert.True(int.Parse(parts[1]) >= 21);
    }

    [Fact]
    public void GetAvailableProviders_Always_EndsWithTheCpu() =>
        Assert.Equal("CPUExecutionProvider", fixture.Environment.GetAvailableProviders()[^1]);

    [Fact]
    public void EnvLogLevel_Set_IsKept()
    {
        fixture.Environment.EnvLogLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR;
        Assert.Equal(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, fixture.Environment.EnvLogLevel);
        fixture.Environment.EnvLogLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL;
    }
}
