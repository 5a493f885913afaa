using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime.Native;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>Options of a session. Making the first one creates the environment where there is none yet.</summary>
public class SessionOptions : SafeHandle
{
    private bool _cpuMemoryArena = true;
    private bool _memoryPattern = true;
    private bool _profiling;
    private int _interOpThreads;
    private int _intraOpThreads;
    private int _verbosity;
    private string _logId = "";
    private string _optimizedModelPath = "";
    private ExecutionMode _executionMode = ExecutionMode.ORT_SEQUENTIAL;
    private GraphOptimizationLevel _optimization = GraphOptimizationLevel.ORT_ENABLE_ALL;
    private OrtLoggingLevel _severity = OrtLoggingLevel.ORT_LOGGING_LEVEL_WARNING;

    public SessionOptions()
        : base(0, ownsHandle: true)
    {
        _ = OrtEnv.Instance();
        SetHandle(NativeApi.Create(ApiFunction.CreateSessionOptions));
    }

    public override bool IsInvalid => handle == 0;

    public bool EnableCpuMemArena
    {
        get => _cpuMemoryArena;
        set
        {
            if (value != _cpuMemoryArena)
            {
                NativeApi.Check(NativeApi.Call(value ? ApiFunction.EnableCpuMemArena : ApiFunction.DisableCpuMemArena, handle));
                _cpuMemoryArena = value;
            }
        }
    }

    public bool EnableMemoryPattern
    {
        get => _memoryPattern;
        set
        {
            if (value != _memoryPattern)
            {
                NativeApi.Check(NativeApi.Call(value ? ApiFunction.EnableMemPattern : ApiFunction.DisableMemPattern, handle));
                _memoryPattern = value;
            }
        }
    }

    public bool EnableProfiling
    {
        get => _profiling;
        set
        {
            if (value && !_profiling)
            {
                Utf8.Set(ApiFunction.EnableProfiling, handle, ProfileOutputPathPrefix);
            }
            else if (!value && _profiling)
            {
                NativeApi.Check(NativeApi.Call(ApiFunction.DisableProfiling, handle));
            }

            _profiling = value;
        }
    }

    public string ProfileOutputPathPrefix { get; set; } = "onnxruntime_profile_";

    public int InterOpNumThreads
    {
        get => _interOpThreads;
        set => Set(ApiFunction.SetInterOpNumThreads, value, ref _interOpThreads, value);
    }

    public int IntraOpNumThreads
    {
        get => _intraOpThreads;
        set => Set(ApiFunction.SetIntraOpNumThreads, value, ref _intraOpThreads, value);
    }

    public int LogVerbosityLevel
    {
        get => _verbosity;
        set => Set(ApiFunction.SetSessionLogVerbosityLevel, value, ref _verbosity, value);
    }

    public OrtLoggingLevel LogSeverityLevel
    {
        get => _severity;
        set => Set(ApiFunction.SetSessionLogSeverityLevel, (nint)value, ref _severity, value);
    }

    public ExecutionMode ExecutionMode
    {
        get => _executionMode;
        set => Set(ApiFunction.SetSessionExecutionMode, (nint)value, ref _executionMode, value);
    }

    public GraphOptimizationLevel GraphOptimizationLevel
    {
        get => _optimization;
        set => Set(ApiFunction.SetSessionGraphOptimizationLevel, (nint)value, ref _optimization, value);
    }

    public string LogId
    {
        get => _logId;
        set
        {
            Utf8.Set(ApiFunction.SetSessionLogId, handle, value);
            _logId = value;
        }
    }

    public string OptimizedModelFilePath
    {
        get => _optimizedModelPath;
        set
        {
            Utf8.Set(ApiFunction.SetOptimizedModelFilePath, handle, value);
            _optimizedModelPath = value;
        }
    }

    internal nint Handle => handle;

    public void DisablePerSessionThreads() =>
        NativeApi.Check(NativeApi.Call(ApiFunction.DisablePerSessionThreads, handle));

    public void AddSessionConfigEntry(string configKey, string configValue) =>
        Utf8.Set(ApiFunction.AddSessionConfigEntry, handle, configKey, configValue);

    public void AddFreeDimensionOverride(string dimDenotation, long dimValue) =>
        OverrideDimension(ApiFunction.AddFreeDimensionOverride, dimDenotation, dimValue);

    public void AddFreeDimensionOverrideByName(string dimName, long dimValue) =>
        OverrideDimension(ApiFunction.AddFreeDimensionOverrideByName, dimName, dimValue);

    public void AppendExecutionProvider_CPU(int useArena = 1) =>
        NativeApi.Check(OrtSessionOptionsAppendExecutionProvider_CPU(handle, useArena));

    public void AppendExecutionProvider_CUDA(int deviceId = 0) =>
        NativeApi.Check(OrtSessionOptionsAppendExecutionProvider_CUDA(handle, deviceId));

    public void AppendExecutionProvider_CUDA(OrtCUDAProviderOptions cudaProviderOptions) =>
        NativeApi.Check(NativeApi.Call(
            ApiFunction.SessionOptionsAppendExecutionProvider_CUDA_V2, handle, cudaProviderOptions.Handle));

    public static SessionOptions MakeSessionOptionWithCudaProvider(int deviceId = 0)
    {
        var options = new SessionOptions();
        options.AppendExecutionProvider_CUDA(deviceId);
        return options;
    }

    public static SessionOptions MakeSessionOptionWithCudaProvider(OrtCUDAProviderOptions cudaProviderOptions)
    {
        var options = new SessionOptions();
        options.AppendExecutionProvider_CUDA(cudaProviderOptions);
        return options;
    }

    protected override bool ReleaseHandle()
    {
        NativeApi.Release(ApiFunction.ReleaseSessionOptions, handle);
        handle = 0;
        return true;
    }

    private void Set<T>(ApiFunction function, nint argument, ref T field, T value)
    {
        NativeApi.Check(NativeApi.Call(function, handle, argument));
        field = value;
    }

    private unsafe void OverrideDimension(ApiFunction function, string name, long value)
    {
        fixed (byte* text = Utf8.ZeroTerminated(name))
        {
            NativeApi.Check(NativeApi.Call(function, handle, (nint)text, (nint)value));
        }
    }

    [DllImport("onnxruntime", ExactSpelling = true)]
    private static extern nint OrtSessionOptionsAppendExecutionProvider_CPU(nint options, int useArena);

    [DllImport("onnxruntime", ExactSpelling = true)]
    private static extern nint OrtSessionOptionsAppendExecutionProvider_CUDA(nint options, int deviceId);
}
