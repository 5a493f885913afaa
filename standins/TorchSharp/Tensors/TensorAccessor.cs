using System.Collections;
using static TorchSharp.torch;

namespace TorchSharp.Utils;

/// <summary>The elements of a CPU tensor in row-major order.</summary>
public sealed class TensorAccessor<T> : IDisposable, IEnumerable<T>
    where T : unmanaged
{
    private readonly Tensor tensor;
    private readonly long[] shape;
    private readonly long[] strides;
    private readonly bool contiguous;

    internal TensorAccessor(Tensor tensor)
    {
        this.tensor = tensor;
        Count = tensor.NumberOfElements;
        contiguous = tensor.is_contiguous();
        shape = tensor.shape;
        strides = tensor.stride();
    }

    public long Count { get; }

    public bool IsReadOnly => false;

    public unsafe T this[params long[] indices]
    {
        get
        {
            var element = tensor.Data<T>()[Offset(indices)];
            GC.KeepAlive(tensor);
            return element;
        }

        set
        {
            tensor.Data<T>()[Offset(indices)] = value;
            GC.KeepAlive(tensor);
        }
    }

    public T[] ToArray()
    {
        var array = GC.AllocateUninitializedArray<T>(checked((int)Count));
        CopyTo(array);
        return array;
    }

    public void CopyTo(T[] array, int arrayIndex = 0, long tensorIndex = 0) => CopyTo(array.AsSpan(), arrayIndex, tensorIndex);

    public unsafe void CopyTo(Span<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        var rest = array[arrayIndex..];
        var length = (int)Math.Min(rest.Length, Count - tensorIndex);
        if (contiguous)
        {
            new Span<T>(tensor.Data<T>() + tensorIndex, length).CopyTo(rest);
        }
        else
        {
            for (var i = 0; i < length; i++)
            {
                rest[i] = tensor.Data<T>()[Offset(tensorIndex + i)];
            }
        }

        GC.KeepAlive(tensor);
    }

    public void CopyFrom(T[] array, int arrayIndex = 0, long tensorIndex = 0) => CopyFrom((ReadOnlySpan<T>)array, arrayIndex, tensorIndex);

    public unsafe void CopyFrom(ReadOnlySpan<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        var rest = array[arrayIndex..];
        var length = (int)Math.Min(rest.Length, Count - tensorIndex);
        for (var i = 0; i < length; i++)
        {
            tensor.Data<T>()[Offset(tensorIndex + i)] = rest[i];
        }

        GC.KeepAlive(tensor);
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

    private long Offset(long[] indices)
    {
        if (indices.Length == 1)
        {
            return Offset(indices[0]);
        }

        if (indices.Length != shape.Length)
        {
            throw new ArgumentException($"{indices.Length} indices were given for a tensor of {shape.Length} dimensions");
        }

        long offset = 0;
        for (var i = 0; i < shape.Length; i++)
        {
            if (indices[i] < 0 || indices[i] >= shape[i])
            {
                throw new IndexOutOfRangeException($"Index {indices[i]} of dimension {i} is not in 0 to {shape[i] - 1}.");
            }

            offset += indices[i] * strides[i];
        }

        return offset;
    }

    /// <summary>Where in memory the element of a row-major index lies.</summary>
    private long Offset(long index)
    {
        if (index < 0 || index >= Count)
        {
            throw new IndexOutOfRangeException($"Index {index} is not in 0 to {Count - 1}.");
        }

        if (contiguous)
        {
            return index;
        }

        long offset = 0;
        for (var i = shape.Length - 1; i >= 0; i--)
        {
            offset += index % shape[i] * strides[i];
            index /= shape[i];
        }

        return offset;
    }
}
