using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime.Native;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>Options of one run; another thread may set <see cref="Terminate"/> to end it.</summary>
public class RunOptions : SafeHandle
{
    private OrtLoggingLevel _severity = OrtLoggingLevel.ORT_LOGGING_LEVEL_WARNING;
    private int _verbosity;
    private string _logId = "";
    private bool _terminate;

    public RunOptions()
        : base(0, ownsHandle: true) =>
        SetHandle(NativeApi.Create(ApiFunction.CreateRunOptions));

    public override bool IsInvalid => handle == 0;

    public OrtLoggingLevel LogSeverityLevel
    {
        get => _severity;
        set
        {
            NativeApi.Check(NativeApi.Call(ApiFunction.RunOptionsSetRunLogSeverityLevel, handle, (nint)value));
            _severity = value;
        }
    }

    public int LogVerbosityLevel
    {
        get => _verbosity;
        set
        {
            NativeApi.Check(NativeApi.Call(ApiFunction.RunOptionsSetRunLogVerbosityLevel, handle, value));
            _verbosity = value;
        }
    }

    public string LogId
    {
        get => _logId;
        set
        {
            Utf8.Set(ApiFunction.RunOptionsSetRunTag, handle, value);
            _logId = value;
        }
    }

    public bool Terminate
    {
        get => _terminate;
        set
        {
            NativeApi.Check(NativeApi.Call(
                value ? ApiFunction.RunOptionsSetTerminate : ApiFunction.RunOptionsUnsetTerminate, handle));
            _terminate = value;
        }
    }

    internal nint Handle => handle;

    public void AddRunConfigEntry(string configKey, string configValue) =>
        Utf8.Set(ApiFunction.AddRunConfigEntry, handle, configKey, configValue);

    protected override bool ReleaseHandle()
    {
        NativeApi.Release(ApiFunction.ReleaseRunOptions, handle);
        handle = 0;
        return true;
    }
}
