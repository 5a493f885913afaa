using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime.Native;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>Where memory lies: which allocator, device and kind.</summary>
public class OrtMemoryInfo : SafeHandle
{
    public static readonly byte[] allocatorCPU = Utf8.ZeroTerminated("Cpu");
    public static readonly byte[] allocatorCUDA = Utf8.ZeroTerminated("Cuda");
    public static readonly byte[] allocatorCUDA_PINNED = Utf8.ZeroTerminated("CudaPinned");
    public static readonly byte[] allocatorHIP = Utf8.ZeroTerminated("Hip");
    public static readonly byte[] allocatorHIP_PINNED = Utf8.ZeroTerminated("HipPinned");

    private static readonly Lazy<OrtMemoryInfo> Default = new(CreateCpu);

    private readonly bool _owned;

    public OrtMemoryInfo(string allocatorName, OrtAllocatorType allocatorType, int deviceId, OrtMemType memoryType)
        : this(Utf8.ZeroTerminated(allocatorName), allocatorType, deviceId, memoryType)
    {
    }

    public unsafe OrtMemoryInfo(byte[] utf8AllocatorName, OrtAllocatorType allocatorType, int deviceId, OrtMemType memoryType)
        : base(0, ownsHandle: true)
    {
        _owned = true;
        nint created = 0;
        fixed (byte* name = utf8AllocatorName)
        {
            NativeApi.Check(NativeApi.Call(
                ApiFunction.CreateMemoryInfo, (nint)name, (nint)allocatorType, deviceId, (nint)memoryType, (nint)(&created)));
        }

        SetHandle(created);
    }

    internal OrtMemoryInfo(nint info, bool owned)
        : base(0, ownsHandle: true)
    {
        _owned = owned;
        SetHandle(info);
    }

    public static OrtMemoryInfo DefaultInstance => Default.Value;

    public override bool IsInvalid => handle == 0;

    public string Name => Utf8.Read(NativeApi.Get(ApiFunction.MemoryInfoGetName, Handle));

    public int Id => NativeApi.GetInt32(ApiFunction.MemoryInfoGetId, Handle);

    internal nint Handle => handle;

    public OrtMemType GetMemoryType() => (OrtMemType)NativeApi.GetInt32(ApiFunction.MemoryInfoGetMemType, Handle);

    public OrtAllocatorType GetAllocatorType() => (OrtAllocatorType)NativeApi.GetInt32(ApiFunction.MemoryInfoGetType, Handle);

    public override bool Equals(object? obj) => obj is OrtMemoryInfo other && Equals(other);

    public unsafe bool Equals(OrtMemoryInfo? other)
    {
        if (other is null)
        {
            return false;
        }

        var difference = 0;
        NativeApi.Check(NativeApi.Call(ApiFunction.CompareMemoryInfo, Handle, other.Handle, (nint)(&difference)));
        return difference == 0;
    }

    public override int GetHashCode() => HashCode.Combine(Name, Id, GetMemoryType(), GetAllocatorType());

    protected override bool ReleaseHandle()
    {
        if (_owned)
        {
            NativeApi.Release(ApiFunction.ReleaseMemoryInfo, handle);
        }

        handle = 0;
        return true;
    }

    private static unsafe OrtMemoryInfo CreateCpu()
    {
        nint created = 0;
        NativeApi.Check(NativeApi.Call(
            ApiFunction.CreateCpuMemoryInfo, (nint)OrtAllocatorType.DeviceAllocator, (nint)OrtMemType.Default, (nint)(&created)));
        return new OrtMemoryInfo(created, owned: true);
    }
}
