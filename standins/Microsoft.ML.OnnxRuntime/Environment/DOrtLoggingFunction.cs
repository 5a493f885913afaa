namespace Microsoft.ML.OnnxRuntime;

/// <summary>Receives the environment's log messages.</summary>
public delegate void DOrtLoggingFunction(
    IntPtr param, OrtLoggingLevel severity, string category, string logId, string codeLocation, string message);
