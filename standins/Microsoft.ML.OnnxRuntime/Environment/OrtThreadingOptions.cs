using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime.Native;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>Thread pools that all sessions share which were made with <see cref="SessionOptions.DisablePerSessionThreads"/>.</summary>
public class OrtThreadingOptions : SafeHandle
{
    public OrtThreadingOptions()
        : base(0, ownsHandle: true) =>
        SetHandle(NativeApi.Create(ApiFunction.CreateThreadingOptions));

    public override bool IsInvalid => handle == 0;

    public int GlobalInterOpNumThreads
    {
        set => NativeApi.Check(NativeApi.Call(ApiFunction.SetGlobalInterOpNumThreads, handle, value));
    }

    public int GlobalIntraOpNumThreads
    {
        set => NativeApi.Check(NativeApi.Call(ApiFunction.SetGlobalIntraOpNumThreads, handle, value));
    }

    public bool GlobalSpinControl
    {
        set => NativeApi.Check(NativeApi.Call(ApiFunction.SetGlobalSpinControl, handle, value ? 1 : 0));
    }

    internal nint Handle => handle;

    public void SetGlobalDenormalAsZero() =>
        NativeApi.Check(NativeApi.Call(ApiFunction.SetGlobalDenormalAsZero, handle));

    protected override bool ReleaseHandle()
    {
        NativeApi.Release(ApiFunction.ReleaseThreadingOptions, handle);
        handle = 0;
        return true;
    }
}
