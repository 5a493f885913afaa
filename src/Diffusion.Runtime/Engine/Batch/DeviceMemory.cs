using Diffusion.Graph;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Diffusion.Runtime;

/// <summary>Memory of a session's device. What it made must be disposed before it, and it before its session.</summary>
internal sealed class DeviceMemory : IDisposable
{
    private static readonly (Type Type, TensorElementType Tensor, ElementType Graph, int Bytes)[] Elements =
    [
        (typeof(float), TensorElementType.Float, ElementType.Float, 4),
        (typeof(long), TensorElementType.Int64, ElementType.Int64, 8),
        (typeof(bool), TensorElementType.Bool, ElementType.Bool, 1),
    ];

    private readonly OrtMemoryInfo info;
    private readonly OrtAllocator allocator;

    public DeviceMemory(Device device, InferenceSession session)
    {
        IsHost = device.Kind == DeviceKind.Cpu;
        info = device.CreateMemoryInfo();
        allocator = new OrtAllocator(session, info);
    }

    /// <summary>Device and host share their memory.</summary>
    public bool IsHost { get; }

    public static ElementType ElementOf<T>() => Of<T>().Graph;

    public DeviceTensor Create<T>(int rows, params long[] rowShape) =>
        new(allocator, info, Of<T>().Tensor, Of<T>().Bytes, rows, rowShape);

    public void Dispose()
    {
        allocator.Dispose();
        info.Dispose();
    }

    private static (Type Type, TensorElementType Tensor, ElementType Graph, int Bytes) Of<T>() =>
        Array.Find(Elements, element => element.Type == typeof(T));
}
