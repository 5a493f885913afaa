using System.Runtime.InteropServices;
using System.Text;

namespace Microsoft.ML.OnnxRuntime.Native;

/// <summary>Strings as the C API takes and gives them: UTF-8, ending in a zero byte.</summary>
internal static unsafe class Utf8
{
    public static byte[] ZeroTerminated(string text)
    {
        var bytes = new byte[Encoding.UTF8.GetByteCount(text) + 1];
        Encoding.UTF8.GetBytes(text, bytes);
        return bytes;
    }

    public static string Read(nint pointer) => Marshal.PtrToStringUTF8(pointer) ?? "";

    /// <summary>Reads a string that the default allocator made, and frees it.</summary>
    public static string Take(nint pointer)
    {
        var text = Read(pointer);
        NativeApi.Check(NativeApi.Call(ApiFunction.AllocatorFree, OrtAllocator.DefaultInstance.Handle, pointer));
        return text;
    }

    /// <summary>Passes a string as the second argument of a function of one object.</summary>
    public static void Set(ApiFunction function, nint handle, string text)
    {
        fixed (byte* bytes = ZeroTerminated(text))
        {
            NativeApi.Check(NativeApi.Call(function, handle, (nint)bytes));
        }
    }

    /// <summary>Passes two strings as the second and third argument of a function of one object.</summary>
    public static void Set(ApiFunction function, nint handle, string key, string value)
    {
        fixed (byte* keyBytes = ZeroTerminated(key), valueBytes = ZeroTerminated(value))
        {
            NativeApi.Check(NativeApi.Call(function, handle, (nint)keyBytes, (nint)valueBytes));
        }
    }
}
