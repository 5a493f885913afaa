using Microsoft.ML.OnnxRuntime;

namespace Packages.Conformance.Tests.OnnxRuntime;

/// <summary>The process's environment, with one thread pool for all sessions, and a session in it.</summary>
public sealed class OnnxRuntimeFixture : IDisposable
{
    public OnnxRuntimeFixture()
    {
        WasCreatedBefore = OrtEnv.IsCreated;
        using var threads = new OrtThreadingOptions { GlobalIntraOpNumThreads = 2, GlobalInterOpNumThreads = 1, GlobalSpinControl = false };
        var options = new EnvironmentCreationOptions
        {
            logId = "conformance",
            logLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
            threadOptions = threads,
        };
        Environment = OrtEnv.CreateInstanceWithOptions(ref options);
        Session = CreateSession();
    }

    public bool WasCreatedBefore { get; }

    public OrtEnv Environment { get; }

    public InferenceSession Session { get; }

    public static InferenceSession CreateSession()
    {
        using var options = new SessionOptions();
        options.DisablePerSessionThreads();
        return new InferenceSession(TinyModel.Bytes, options);
    }

    public void Dispose() => Session.Dispose();
}

[CollectionDefinition(Name)]
public sealed class OnnxRuntimeTests : ICollectionFixture<OnnxRuntimeFixture>
{
    public const string Name = "ONNX Runtime";
}
