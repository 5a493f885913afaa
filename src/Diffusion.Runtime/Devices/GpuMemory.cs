using System.Runtime.InteropServices;

namespace Diffusion.Runtime;

/// <summary>
/// Memory in use on the first NVIDIA GPU, by the management library that comes with every driver (NVML): ONNX Runtime tells nothing
/// of it. Where the library is not there, nothing is known.
/// </summary>
public static class GpuMemory
{
    private static readonly Lazy<Func<long?>> Reader = new(() => Open(OperatingSystem.IsWindows() ? "nvml.dll" : "libnvidia-ml.so.1"));

    private delegate int Init();

    private delegate int GetHandle(uint index, out nint device);

    private delegate int GetMemory(nint device, out Memory memory);

    /// <summary>Bytes in use by all processes; null where that is not known.</summary>
    public static long? TryReadUsed() => Reader.Value();

    /// <summary>A reader by the library of that name; one that reads null where it cannot be used.</summary>
    internal static Func<long?> Open(string library)
    {
        if (!NativeLibrary.TryLoad(library, out var nvml) || TryGet<Init>(nvml, "nvmlInit_v2") is not { } init
            || TryGet<GetHandle>(nvml, "nvmlDeviceGetHandleByIndex_v2") is not { } getHandle || TryGet<GetMemory>(nvml, "nvmlDeviceGetMemoryInfo") is not { } getMemory
            || init() != 0 || getHandle(0, out var device) != 0)
        {
            return () => null;
        }

        return () => getMemory(device, out var memory) == 0 ? (long)memory.Used : null;
    }

    private static T? TryGet<T>(nint library, string name)
        where T : Delegate =>
        NativeLibrary.TryGetExport(library, name, out var function) ? Marshal.GetDelegateForFunctionPointer<T>(function) : null;

    /// <summary>nvmlMemory_t, in bytes.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Memory
    {
        public ulong Total;
        public ulong Free;
        public ulong Used;
    }
}
