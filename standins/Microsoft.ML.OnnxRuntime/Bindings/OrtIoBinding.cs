using System.Runtime.InteropServices;
using System.Text;
using Microsoft.ML.OnnxRuntime.Native;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>
/// A session's inputs and outputs, bound once and run many times. An input that lies where the session wants it is read
/// anew in each run; one that lies elsewhere is copied when it is bound, and only then.
/// </summary>
public unsafe class OrtIoBinding : SafeHandle
{
    internal OrtIoBinding(InferenceSession session)
        : base(0, ownsHandle: true) =>
        SetHandle(NativeApi.Get(ApiFunction.CreateIoBinding, session.Handle));

    public override bool IsInvalid => handle == 0;

    internal nint Handle => handle;

    public void BindInput(string name, OrtValue ortValue) => Bind(ApiFunction.BindInput, name, ortValue.Handle);

    public void BindInput(string name, TensorElementType elementType, long[] shape, OrtMemoryAllocation allocation)
    {
        using var value = OrtValue.CreateTensorValueWithData(allocation.Info, elementType, shape, allocation.Pointer, allocation.Size);
        BindInput(name, value);
    }

    public void BindOutput(string name, OrtValue ortValue) => Bind(ApiFunction.BindOutput, name, ortValue.Handle);

    public void BindOutput(string name, TensorElementType elementType, long[] shape, OrtMemoryAllocation allocation)
    {
        using var value = OrtValue.CreateTensorValueWithData(allocation.Info, elementType, shape, allocation.Pointer, allocation.Size);
        BindOutput(name, value);
    }

    public void BindOutputToDevice(string name, OrtMemoryInfo memInfo) => Bind(ApiFunction.BindOutputToDevice, name, memInfo.Handle);

    public void SynchronizeBoundInputs() => NativeApi.Check(NativeApi.Call(ApiFunction.SynchronizeBoundInputs, handle));

    public void SynchronizeBoundOutputs() => NativeApi.Check(NativeApi.Call(ApiFunction.SynchronizeBoundOutputs, handle));

    public void ClearBoundInputs() => NativeApi.Release(ApiFunction.ClearBoundInputs, handle);

    public void ClearBoundOutputs() => NativeApi.Release(ApiFunction.ClearBoundOutputs, handle);

    public string[] GetOutputNames()
    {
        var allocator = OrtAllocator.DefaultInstance;
        nint buffer = 0;
        nuint* lengths = null;
        nint count = 0;
        NativeApi.Check(NativeApi.Call(
            ApiFunction.GetBoundOutputNames, handle, allocator.Handle, (nint)(&buffer), (nint)(&lengths), (nint)(&count)));
        if (count == 0)
        {
            return [];
        }

        var names = new string[count];
        var text = (byte*)buffer;
        for (nint i = 0; i < count; i++)
        {
            names[i] = Encoding.UTF8.GetString(text, (int)lengths[i]);
            text += lengths[i];
        }

        allocator.Free(buffer);
        allocator.Free((nint)lengths);
        return names;
    }

    public IDisposableReadOnlyCollection<OrtValue> GetOutputValues()
    {
        var allocator = OrtAllocator.DefaultInstance;
        nint* values = null;
        nint count = 0;
        NativeApi.Check(NativeApi.Call(
            ApiFunction.GetBoundOutputValues, handle, allocator.Handle, (nint)(&values), (nint)(&count)));
        var results = new DisposableList<OrtValue>((int)count);
        for (nint i = 0; i < count; i++)
        {
            results.Add(new OrtValue(values[i]));
        }

        if (count > 0)
        {
            allocator.Free((nint)values);
        }

        return results;
    }

    protected override bool ReleaseHandle()
    {
        NativeApi.Release(ApiFunction.ReleaseIoBinding, handle);
        handle = 0;
        return true;
    }

    private void Bind(ApiFunction function, string name, nint target)
    {
        fixed (byte* text = Utf8.ZeroTerminated(name))
        {
            NativeApi.Check(NativeApi.Call(function, handle, (nint)text, target));
        }
    }
}
