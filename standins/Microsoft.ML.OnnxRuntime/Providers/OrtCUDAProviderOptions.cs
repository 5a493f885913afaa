using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime.Native;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>Options of the CUDA provider. Its constructor throws where the native library has no CUDA provider.</summary>
public unsafe class OrtCUDAProviderOptions : SafeHandle
{
    public OrtCUDAProviderOptions()
        : base(0, ownsHandle: true) =>
        SetHandle(NativeApi.Create(ApiFunction.CreateCUDAProviderOptions));

    public override bool IsInvalid => handle == 0;

    internal nint Handle => handle;

    public string GetOptions()
    {
        nint text = 0;
        NativeApi.Check(NativeApi.Call(
            ApiFunction.GetCUDAProviderOptionsAsString, handle, OrtAllocator.DefaultInstance.Handle, (nint)(&text)));
        return Utf8.Take(text);
    }

    public void UpdateOptions(Dictionary<string, string> providerOptions)
    {
        using var keys = new Utf8Array(providerOptions.Keys);
        using var values = new Utf8Array(providerOptions.Values);
        NativeApi.Check(NativeApi.Call(
            ApiFunction.UpdateCUDAProviderOptions, handle, keys.Pointer, values.Pointer, providerOptions.Count));
    }

    protected override bool ReleaseHandle()
    {
        NativeApi.Release(ApiFunction.ReleaseCUDAProviderOptions, handle);
        handle = 0;
        return true;
    }
}
