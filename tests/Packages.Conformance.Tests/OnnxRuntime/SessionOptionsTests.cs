using Microsoft.ML.OnnxRuntime;

namespace Packages.Conformance.Tests.OnnxRuntime;

[Collection(OnnxRuntimeTests.Name)]
public sealed class SessionOptionsTests
{
    [Fact]
    public void Constructor_Always_HasTheDefaults()
    {
        using var options = new SessionOptions();

        Assert.True(options.EnableCpuMemArena);
        Assert.True(options.EnableMemoryPattern);
        Assert.False(options.EnableProfiling);
        Assert.Equal(0, options.IntraOpNumThreads);
        Assert.Equal(0, options.InterOpNumThreads);
        Assert.Equal(ExecutionMode.ORT_SEQUENTIAL, options.ExecutionMode);
        Assert.Equal(GraphOptimizationLevel.ORT_ENABLE_ALL, options.GraphOptimizationLevel);
        Assert.Equal(OrtLoggingLevel.ORT_LOGGING_LEVEL_WARNING, options.LogSeverityLevel);
        Assert.Equal("onnxruntime_profile_", options.ProfileOutputPathPrefix);
    }

    [Fact]
    public void Properties_Set_AreKept()
    {
        using var options = new SessionOptions
        {
            EnableCpuMemArena = false,
            EnableMemoryPattern = false,
            IntraOpNumThreads = 3,
            InterOpNumThreads = 2,
            ExecutionMode = ExecutionMode.ORT_PARALLEL,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_BASIC,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
            LogVerbosityLevel = 1,
            LogId = "id",
        };

        Assert.False(options.EnableCpuMemArena);
        Assert.False(options.EnableMemoryPattern);
        Assert.Equal(3, options.IntraOpNumThreads);
        Assert.Equal(2, options.InterOpNumThreads);
        Assert.Equal(ExecutionMode.ORT_PARALLEL, options.ExecutionMode);
        Assert.Equal(GraphOptimizationLevel.ORT_ENABLE_BASIC, options.GraphOptimizationLevel);
        Assert.Equal(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, options.LogSeverityLevel);
        Assert.Equal(1, options.LogVerbosityLevel);
        Assert.Equal("id", options.LogId);
    }

    [Fact]
    public void AddFreeDimensionOverrideByName_Session_FixesTheDimension()
    {
        using var options = new SessionOptions();
        options.DisablePerSessionThreads();
        options.AddFreeDimensionOverrideByName("N", 4);
        using var session = new InferenceSession(TinyModel.Bytes, options);

        Assert.Equal([4, 3], session.InputMetadata["a"].Dimensions);
    }

    [Fact]
    public void AddSessionConfigEntry_EmptyKey_Throws()
    {
        using var options = new SessionOptions();

        Assert.Throws<OnnxRuntimeException>(() => options.AddSessionConfigEntry("", "1"));
        options.AddSessionConfigEntry("session.set_denormal_as_zero", "0");
    }

    [Fact]
    public void AppendExecutionProvider_Cpu_RunsOnIt()
    {
        using var options = new SessionOptions();
        options.AppendExecutionProvider_CPU(0);
        options.DisablePerSessionThreads();
        using var session = new InferenceSession(TinyModel.Bytes, options);

        Assert.Equal(2, session.InputMetadata.Count);
    }

    [Fact]
    public void AppendExecutionProvider_CudaThatIsNotThere_Throws()
    {
        using var options = new SessionOptions();

        var error = Record.Exception(() =>
        {
            using var cuda = new OrtCUDAProviderOptions();
            cuda.UpdateOptions(new Dictionary<string, string> { ["use_tf32"] = "0", ["cudnn_conv_algo_search"] = "HEURISTIC" });
            options.AppendExecutionProvider_CUDA(cuda);
        });

        Assert.True(error is null or OnnxRuntimeException or EntryPointNotFoundException, $"{error}");
        if (error is OnnxRuntimeException)
        {
            Assert.StartsWith("[ErrorCode:", error.Message);
        }
    }

    [Fact]
    public void AppendExecutionProvider_CudaByDeviceIdThatIsNotThere_Throws()
    {
        using var options = new SessionOptions();

        var error = Record.Exception(() => options.AppendExecutionProvider_CUDA(0));

        Assert.True(error is null or OnnxRuntimeException or EntryPointNotFoundException, $"{error}");
    }

    [Fact]
    public void Dispose_Twice_IsAllowed()
    {
        var options = new SessionOptions();
        options.Dispose();
        options.Dispose();

        Assert.True(options.IsClosed);
    }
}
