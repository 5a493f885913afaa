using System.Runtime.InteropServices;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>Memory that an allocator gave; it goes back on disposal.</summary>
public class OrtMemoryAllocation : SafeHandle
{
    private readonly OrtAllocator _allocator;

    internal OrtMemoryAllocation(OrtAllocator allocator, nint memory, uint size)
        : base(0, ownsHandle: true)
    {
        _allocator = allocator;
        Size = size;
        SetHandle(memory);
    }

    public uint Size { get; }

    public OrtMemoryInfo Info => _allocator.Info;

    public override bool IsInvalid => handle == 0;

    internal nint Pointer => handle;

    protected override bool ReleaseHandle()
    {
        _allocator.Free(handle);
        handle = 0;
        return true;
    }
}
