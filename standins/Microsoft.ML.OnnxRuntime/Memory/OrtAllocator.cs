using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime.Native;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>An allocator: the process's default one for the CPU, or a session's for a device.</summary>
public class OrtAllocator : SafeHandle
{
    private static readonly Lazy<OrtAllocator> Default =
        new(() => new OrtAllocator(NativeApi.Create(ApiFunction.GetAllocatorWithDefaultOptions), owned: false));

    private readonly bool _owned;

    public unsafe OrtAllocator(InferenceSession session, OrtMemoryInfo memInfo)
        : base(0, ownsHandle: true)
    {
        _owned = true;
        nint created = 0;
        NativeApi.Check(NativeApi.Call(ApiFunction.CreateAllocator, session.Handle, memInfo.Handle, (nint)(&created)));
        SetHandle(created);
    }

    private OrtAllocator(nint allocator, bool owned)
        : base(0, ownsHandle: true)
    {
        _owned = owned;
        SetHandle(allocator);
    }

    public static OrtAllocator DefaultInstance => Default.Value;

    public override bool IsInvalid => handle == 0;

    public OrtMemoryInfo Info => new(NativeApi.Get(ApiFunction.AllocatorGetInfo, Handle), owned: false);

    internal nint Handle => handle;

    public unsafe OrtMemoryAllocation Allocate(uint size)
    {
        nint memory = 0;
        NativeApi.Check(NativeApi.Call(ApiFunction.AllocatorAlloc, Handle, (nint)size, (nint)(&memory)));
        return new OrtMemoryAllocation(this, memory, size);
    }

    internal void Free(nint memory) => NativeApi.Check(NativeApi.Call(ApiFunction.AllocatorFree, Handle, memory));

    protected override bool ReleaseHandle()
    {
        if (_owned)
        {
            NativeApi.Release(ApiFunction.ReleaseAllocator, handle);
        }

        handle = 0;
        return true;
    }
}
