using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TorchSharp.Native;

/// <summary>What must be settled before libtorch loads.</summary>
internal static partial class NativeStart
{
#pragma warning disable CA2255 // libtorch reads its environment when it loads, and nothing of ours runs before the first tensor.
    [ModuleInitializer]
    internal static void Run()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        // Environment.SetEnvironmentVariable does not reach native code. Spinning OpenMP threads starve a busy machine.
        _ = setenv("OMP_WAIT_POLICY", "passive", 0);
    }
#pragma warning restore CA2255

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int setenv(string name, string value, int overwrite);
}
