using System.Runtime.InteropServices;

namespace Diffusion.Trainer.Loops;

/// <summary>The compute capability of the first NVIDIA GPU, by the driver's own library: libtorch's C# interface does not tell it.</summary>
public static class GpuCapability
{
    /// <summary>Ampere, the first with arithmetic in bfloat16.</summary>
    public const double FirstWithBFloat16 = 8.0;

    // CUdevice_attribute.
    private const int Major = 75;
    private const int Minor = 76;

    private delegate int Init(uint flags);

    private delegate int GetDevice(out int device, int ordinal);

    private delegate int GetAttribute(out int value, int attribute, int device);

    /// <summary>Major and minor number, such as 8.6; 0 where it cannot be found out.</summary>
    public static double Read() => Read(OperatingSystem.IsWindows() ? "nvcuda.dll" : "libcuda.so.1");

    internal static double Read(string library) =>
        NativeLibrary.TryLoad(library, out var driver)
        && TryGet<Init>(driver, "cuInit") is { } init && TryGet<GetDevice>(driver, "cuDeviceGet") is { } getDevice && TryGet<GetAttribute>(driver, "cuDeviceGetAttribute") is { } getAttribute
        && init(0) == 0 && getDevice(out var device, 0) == 0 && getAttribute(out var major, Major, device) == 0 && getAttribute(out var minor, Minor, device) == 0
            ? major + (minor / 10.0)
            : 0;

    private static T? TryGet<T>(nint library, string name)
        where T : Delegate =>
        NativeLibrary.TryGetExport(library, name, out var function) ? Marshal.GetDelegateForFunctionPointer<T>(function) : null;
}
