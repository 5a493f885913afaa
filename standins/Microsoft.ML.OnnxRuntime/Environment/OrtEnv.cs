using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime.Native;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>The process's environment, created once: by the first use or with options before it.</summary>
public sealed unsafe class OrtEnv : SafeHandle
{
    private const int LanguageProjectionCSharp = 2;

    private static readonly Lazy<OrtEnv> Singleton = new(Create);
    private static EnvironmentCreationOptions? s_options;
    private static DOrtLoggingFunction? s_logger;

    private OrtLoggingLevel _level;

    private OrtEnv(nint environment, OrtLoggingLevel level)
        : base(0, ownsHandle: true)
    {
        SetHandle(environment);
        _level = level;
    }

    public static bool IsCreated => Singleton.IsValueCreated;

    public override bool IsInvalid => handle == 0;

    public OrtLoggingLevel EnvLogLevel
    {
        get => _level;
        set
        {
            NativeApi.Check(NativeApi.Call(ApiFunction.UpdateEnvWithCustomLogLevel, handle, (nint)value));
            _level = value;
        }
    }

    internal nint Handle => handle;

    public static OrtEnv Instance() => Singleton.Value;

    public static OrtEnv CreateInstanceWithOptions(ref EnvironmentCreationOptions options)
    {
        if (Singleton.IsValueCreated)
        {
            throw new OnnxRuntimeException(
                ErrorCode.RuntimeException, "OrtEnv singleton instance already exists, supplied options would not have effect");
        }

        s_options = options;
        return Singleton.Value;
    }

    public string GetVersionString() => Utf8.Read(NativeApi.VersionPointer);

    public string[] GetAvailableProviders()
    {
        nint* names = null;
        var count = 0;
        NativeApi.Check(NativeApi.Call(ApiFunction.GetAvailableProviders, (nint)(&names), (nint)(&count)));
        try
        {
            var providers = new string[count];
            for (var i = 0; i < count; i++)
            {
                providers[i] = Utf8.Read(names[i]);
            }

            return providers;
        }
        finally
        {
            NativeApi.Check(NativeApi.Call(ApiFunction.ReleaseAvailableProviders, (nint)names, count));
        }
    }

    public void EnableTelemetryEvents() => NativeApi.Check(NativeApi.Call(ApiFunction.EnableTelemetryEvents, handle));

    public void DisableTelemetryEvents() => NativeApi.Check(NativeApi.Call(ApiFunction.DisableTelemetryEvents, handle));

    protected override bool ReleaseHandle()
    {
        NativeApi.Release(ApiFunction.ReleaseEnv, handle);
        handle = 0;
        return true;
    }

    private static OrtEnv Create()
    {
        var options = s_options ?? default;
        var level = options.logLevel ?? OrtLoggingLevel.ORT_LOGGING_LEVEL_WARNING;
        var logger = options.loggingFunction is null ? 0 : (nint)(delegate* unmanaged[Cdecl]<nint, int, nint, nint, nint, nint, void>)&Log;
        var parameter = options.loggingParam ?? 0;
        s_logger = options.loggingFunction;

        nint created = 0;
        fixed (byte* id = Utf8.ZeroTerminated(string.IsNullOrEmpty(options.logId) ? "CSharpOnnxRuntime" : options.logId))
        {
            NativeApi.Check((options.threadOptions, options.loggingFunction) switch
            {
                (null, null) => NativeApi.Call(ApiFunction.CreateEnv, (nint)level, (nint)id, (nint)(&created)),
                (null, _) => NativeApi.Call(
                    ApiFunction.CreateEnvWithCustomLogger, logger, parameter, (nint)level, (nint)id, (nint)(&created)),
                (var threads, null) => NativeApi.Call(
                    ApiFunction.CreateEnvWithGlobalThreadPools, (nint)level, (nint)id, threads.Handle, (nint)(&created)),
                var (threads, _) => NativeApi.Call(
                    ApiFunction.CreateEnvWithCustomLoggerAndGlobalThreadPools, logger, parameter, (nint)level, (nint)id, threads.Handle, (nint)(&created)),
            });
        }

        NativeApi.Check(NativeApi.Call(ApiFunction.SetLanguageProjection, created, LanguageProjectionCSharp));
        return new OrtEnv(created, level);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Log(nint parameter, int severity, nint category, nint logId, nint codeLocation, nint message) =>
        s_logger?.Invoke(
            parameter, (OrtLoggingLevel)severity, Utf8.Read(category), Utf8.Read(logId), Utf8.Read(codeLocation), Utf8.Read(message));
}
