namespace Microsoft.ML.OnnxRuntime;

/// <summary>How the process's environment is created; whatever is null takes its default.</summary>
public struct EnvironmentCreationOptions
{
    public string? logId;
    public OrtLoggingLevel? logLevel;
    public OrtThreadingOptions? threadOptions;
    public IntPtr? loggingParam;
    public DOrtLoggingFunction? loggingFunction;
}
