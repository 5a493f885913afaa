using System.Runtime.InteropServices;

namespace Microsoft.ML.OnnxRuntime.Native;

/// <summary>An array of C strings for the time of one call.</summary>
internal sealed unsafe class Utf8Array : IDisposable
{
    private readonly int _count;
    private nint* _strings;

    public Utf8Array(IReadOnlyCollection<string> texts)
    {
        _strings = (nint*)NativeMemory.AllocZeroed((nuint)Math.Max(texts.Count, 1), (nuint)sizeof(nint));
        foreach (var text in texts)
        {
            _strings[_count++] = Marshal.StringToCoTaskMemUTF8(text);
        }
    }

    public nint Pointer => (nint)_strings;

    public void Dispose()
    {
        for (var i = 0; _strings != null && i < _count; i++)
        {
            Marshal.FreeCoTaskMem(_strings[i]);
        }

        NativeMemory.Free(_strings);
        _strings = null;
    }
}
