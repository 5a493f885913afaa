using System.Runtime.InteropServices;

namespace Microsoft.ML.OnnxRuntime.Native;

/// <summary>
/// Calls into ONNX Runtime's C function table. Every argument is a pointer or an integer and is passed in a full
/// register, so that one overload per number of arguments serves all functions.
/// </summary>
internal static unsafe class NativeApi
{
    private const uint ApiVersion = 21;

    private static readonly nint* Table = LoadTable(out VersionPointer);

    /// <summary>The native library's version, as UTF-8.</summary>
    public static readonly nint VersionPointer;

    public static void Release(ApiFunction function, nint handle) =>
        ((delegate* unmanaged<nint, void>)Table[(int)function])(handle);

    public static nint Call(ApiFunction function, nint a) =>
        ((delegate* unmanaged<nint, nint>)Table[(int)function])(a);

    public static nint Call(ApiFunction function, nint a, nint b) =>
        ((delegate* unmanaged<nint, nint, nint>)Table[(int)function])(a, b);

    public static nint Call(ApiFunction function, nint a, nint b, nint c) =>
        ((delegate* unmanaged<nint, nint, nint, nint>)Table[(int)function])(a, b, c);

    public static nint Call(ApiFunction function, nint a, nint b, nint c, nint d) =>
        ((delegate* unmanaged<nint, nint, nint, nint, nint>)Table[(int)function])(a, b, c, d);

    public static nint Call(ApiFunction function, nint a, nint b, nint c, nint d, nint e) =>
        ((delegate* unmanaged<nint, nint, nint, nint, nint, nint>)Table[(int)function])(a, b, c, d, e);

    public static nint Call(ApiFunction function, nint a, nint b, nint c, nint d, nint e, nint f) =>
        ((delegate* unmanaged<nint, nint, nint, nint, nint, nint, nint>)Table[(int)function])(a, b, c, d, e, f);

    public static nint Call(ApiFunction function, nint a, nint b, nint c, nint d, nint e, nint f, nint g) =>
        ((delegate* unmanaged<nint, nint, nint, nint, nint, nint, nint, nint>)Table[(int)function])(a, b, c, d, e, f, g);

    public static nint Call(ApiFunction function, nint a, nint b, nint c, nint d, nint e, nint f, nint g, nint h) =>
        ((delegate* unmanaged<nint, nint, nint, nint, nint, nint, nint, nint, nint>)Table[(int)function])(a, b, c, d, e, f, g, h);

    /// <summary>Throws for a status that is not null, and releases it.</summary>
    public static void Check(nint status)
    {
        if (status != 0)
        {
            throw Failure(status);
        }
    }

    /// <summary>Creates an object through a function whose only argument is where its handle goes.</summary>
    public static nint Create(ApiFunction function)
    {
        nint handle = 0;
        Check(Call(function, (nint)(&handle)));
        return handle;
    }

    /// <summary>Reads a pointer that a function of one object returns through its last argument.</summary>
    public static nint Get(ApiFunction function, nint handle)
    {
        nint value = 0;
        Check(Call(function, handle, (nint)(&value)));
        return value;
    }

    /// <summary>Reads a 32-bit integer that a function of one object returns through its last argument.</summary>
    public static int GetInt32(ApiFunction function, nint handle)
    {
        var value = 0;
        Check(Call(function, handle, (nint)(&value)));
        return value;
    }

    private static OnnxRuntimeException Failure(nint status)
    {
        var code = (ErrorCode)(int)Call(ApiFunction.GetErrorCode, status);
        var message = Marshal.PtrToStringUTF8(Call(ApiFunction.GetErrorMessage, status)) ?? "";
        Release(ApiFunction.ReleaseStatus, status);
        return new OnnxRuntimeException(code, message);
    }

    private static nint* LoadTable(out nint version)
    {
        var apiBase = (nint*)OrtGetApiBase();
        version = ((delegate* unmanaged<nint>)apiBase[1])();
        var table = ((delegate* unmanaged<uint, nint>)apiBase[0])(ApiVersion);
        if (table == 0)
        {
            throw new NotSupportedException(
                $"The native ONNX Runtime is version {Marshal.PtrToStringUTF8(version)} and has no API {ApiVersion}. Install version 1.{ApiVersion} or later.");
        }

        return (nint*)table;
    }

    [DllImport("onnxruntime", ExactSpelling = true)]
    private static extern nint OrtGetApiBase();
}
