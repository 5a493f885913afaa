using System.Collections;
using static TorchSharp.torch;

namespace TorchSharp.Utils;

/// <summary>The elements of a CPU tensor in row-major order.</summary>
public sealed class TensorAccessor<T> : IDisposable, IEnumerable<T>
    where T : unmanaged
{
    private readonly Tensor tensor;

    internal TensorAccessor(Tensor tensor) => this.tensor = tensor;

    public long Count => tensor.NumberOfElements;

    public bool IsReadOnly => false;

    public T this[params long[] indices]
    {
        get => tensor.Memory<T>()[Offset(indices)];
        set => tensor.Memory<T>()[Offset(indices)] = value;
    }

    public T[] ToArray() => tensor.Memory<T>().ToArray();

    public void CopyTo(T[] array, int arrayIndex = 0, long tensorIndex = 0) => CopyTo(array.AsSpan(), arrayIndex, tensorIndex);

    public void CopyTo(Span<T> array, int arrayIndex = 0, long tensorIndex = 0) =>
        tensor.Memory<T>()[(int)tensorIndex..].CopyTo(array[arrayIndex..]);

    public void CopyFrom(T[] array, int arrayIndex = 0, long tensorIndex = 0) => CopyFrom((ReadOnlySpan<T>)array, arrayIndex, tensorIndex);

    public void CopyFrom(ReadOnlySpan<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        var memory = tensor.Memory<T>()[(int)tensorIndex..];
        array = array[arrayIndex..];
        array[..Math.Min(array.Length, memory.Length)].CopyTo(memory);
    }

    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)ToArray()).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public void Dispose()
    {
    }

    internal static void CheckType(ScalarType type)
    {
        var fits = type switch
        {
            ScalarType.Float32 => typeof(T) == typeof(float),
            ScalarType.Float64 => typeof(T) == typeof(double),
            ScalarType.Int64 => typeof(T) == typeof(long),
            ScalarType.Int32 => typeof(T) == typeof(int),
            ScalarType.Int16 => typeof(T) == typeof(short),
            ScalarType.Byte => typeof(T) == typeof(byte),
            ScalarType.Int8 => typeof(T) == typeof(sbyte),
            ScalarType.Bool => typeof(T) == typeof(bool),
            ScalarType.Float16 => typeof(T) == typeof(Half),
            _ => false,
        };
        if (!fits)
        {
            throw new ArgumentException($"Expected type {type} but got {typeof(T).Name}");
        }
    }

    private int Offset(long[] indices)
    {
        var shape = tensor.shape;
        if (indices.Length == 1)
        {
            return (int)indices[0];
        }

        if (indices.Length != shape.Length)
        {
            throw new ArgumentException($"{indices.Length} indices were given for a tensor of {shape.Length} dimensions");
        }

        long offset = 0;
        for (var i = 0; i < shape.Length; i++)
        {
            offset = (offset * shape[i]) + indices[i];
        }

        return (int)offset;
    }
}
