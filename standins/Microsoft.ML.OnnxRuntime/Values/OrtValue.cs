using System.Buffers;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime.Native;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>A tensor, in memory of its own or over the caller's, which stays pinned until <see cref="Dispose()"/>.</summary>
public class OrtValue : IDisposable
{
    private nint _handle;
    private MemoryHandle _pin;

    internal OrtValue(nint handle, MemoryHandle pin = default)
    {
        _handle = handle;
        _pin = pin;
    }

    ~OrtValue() => Dispose(disposing: false);

    internal nint Handle => _handle != 0 ? _handle : throw new ObjectDisposedException(nameof(OrtValue));

    public OnnxValueType OnnxType => (OnnxValueType)NativeApi.GetInt32(ApiFunction.GetValueType, Handle);

    public bool IsTensor => NativeApi.GetInt32(ApiFunction.IsTensor, Handle) != 0;

    public static OrtValue CreateTensorValueFromMemory<T>(T[] data, long[] shape)
        where T : unmanaged =>
        CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, new Memory<T>(data), shape);

    public static unsafe OrtValue CreateTensorValueFromMemory<T>(OrtMemoryInfo memoryInfo, Memory<T> memory, long[] shape)
        where T : unmanaged
    {
        var element = ElementTypes.Of(typeof(T));
        var count = ElementTypes.Count(shape);
        if (count > memory.Length)
        {
            throw new OnnxRuntimeException(
                ErrorCode.InvalidArgument,
                $"Managed memory size: {memory.Length} elements is less than shape size: {count} elements");
        }

        var pin = memory.Pin();
        try
        {
            var handle = OverMemory(memoryInfo, element, shape, (nint)pin.Pointer, (nint)memory.Length * sizeof(T));
            return new OrtValue(handle, pin);
        }
        catch
        {
            pin.Dispose();
            throw;
        }
    }

    public static OrtValue CreateTensorValueWithData(
        OrtMemoryInfo memInfo, TensorElementType elementType, long[] shape, IntPtr dataBufferPtr, long bufferLengthInBytes)
    {
        var size = ElementTypes.Of(elementType).Size;
        if (elementType == TensorElementType.String)
        {
            throw new OnnxRuntimeException(ErrorCode.InvalidArgument, "Strings cannot be mapped from memory");
        }

        var required = ElementTypes.Count(shape) * size;
        if (required > bufferLengthInBytes)
        {
            throw new OnnxRuntimeException(
                ErrorCode.InvalidArgument,
                $"The shape requires a buffer of at least {required} bytes. Provided: {bufferLengthInBytes} bytes");
        }

        return new OrtValue(OverMemory(memInfo, elementType, shape, dataBufferPtr, (nint)bufferLengthInBytes));
    }

    public static unsafe OrtValue CreateAllocatedTensorValue(OrtAllocator allocator, TensorElementType elementType, long[] shape)
    {
        nint handle = 0;
        fixed (long* dimensions = shape)
        {
            NativeApi.Check(NativeApi.Call(
                ApiFunction.CreateTensorAsOrtValue, allocator.Handle, (nint)dimensions, shape.Length, (nint)elementType, (nint)(&handle)));
        }

        return new OrtValue(handle);
    }

    public OrtTensorTypeAndShapeInfo GetTensorTypeAndShape()
    {
        if (OnnxType != OnnxValueType.ONNX_TYPE_TENSOR)
        {
            throw new OnnxRuntimeException(
                ErrorCode.InvalidArgument, $"This OrtValue type contains: {OnnxType}, not a tensor or sparse tensor");
        }

        var info = NativeApi.Get(ApiFunction.GetTensorTypeAndShape, Handle);
        try
        {
            return new OrtTensorTypeAndShapeInfo(info);
        }
        finally
        {
            NativeApi.Release(ApiFunction.ReleaseTensorTypeAndShapeInfo, info);
        }
    }

    public OrtMemoryInfo GetTensorMemoryInfo() =>
        new(NativeApi.Get(ApiFunction.GetTensorMemoryInfo, Handle), owned: false);

    public ReadOnlySpan<T> GetTensorDataAsSpan<T>()
        where T : unmanaged =>
        MemoryMarshal.Cast<byte, T>(RawData(typeof(T)));

    public Span<T> GetTensorMutableDataAsSpan<T>()
        where T : unmanaged =>
        MemoryMarshal.Cast<byte, T>(RawData(typeof(T)));

    public Span<byte> GetTensorMutableRawData() => RawData(typeof(byte));

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        var handle = Interlocked.Exchange(ref _handle, 0);
        if (handle != 0)
        {
            NativeApi.Release(ApiFunction.ReleaseValue, handle);
            _pin.Dispose();
        }
    }

    private static unsafe nint OverMemory(OrtMemoryInfo info, TensorElementType element, long[] shape, nint data, nint bytes)
    {
        nint handle = 0;
        fixed (long* dimensions = shape)
        {
            NativeApi.Check(NativeApi.Call(
                ApiFunction.CreateTensorWithDataAsOrtValue,
                info.Handle, data, bytes, (nint)dimensions, shape.Length, (nint)element, (nint)(&handle)));
        }

        return handle;
    }

    private unsafe Span<byte> RawData(Type requested)
    {
        var info = GetTensorTypeAndShape();
        if (info.IsString)
        {
            throw new OnnxRuntimeException(ErrorCode.InvalidArgument, "Strings are not supported by this API");
        }

        var (actual, size) = ElementTypes.Of(info.ElementDataType);
        if (requested != typeof(byte) && requested != actual)
        {
            throw new OnnxRuntimeException(
                ErrorCode.InvalidArgument, $"Requested type: {requested} does not match the actual type: {actual}");
        }

        if (info.ElementCount == 0)
        {
            return [];
        }

        var data = NativeApi.Get(ApiFunction.GetTensorMutableData, Handle);
        return new Span<byte>((void*)data, checked((int)(info.ElementCount * size)));
    }
}
