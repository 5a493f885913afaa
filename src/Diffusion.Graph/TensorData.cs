using System.Runtime.InteropServices;

namespace Diffusion.Graph;

/// <summary>The elements of a constant tensor: row-major, little-endian.</summary>
public sealed class TensorData
{
    private readonly long[] _shape;
    private readonly Func<ReadOnlyMemory<byte>> _read;

    internal TensorData(ElementType type, ReadOnlyMemory<byte> bytes, ReadOnlySpan<long> shape)
        : this(type, () => bytes, shape) => Checked(bytes);

    private TensorData(ElementType type, Func<ReadOnlyMemory<byte>> read, ReadOnlySpan<long> shape)
    {
        Type = type;
        _read = read;
        _shape = shape.ToArray();
        Count = Shapes.Product(shape);
    }

    public ElementType Type { get; }

    public IReadOnlyList<long> Shape => _shape;

    /// <summary>Number of elements.</summary>
    public long Count { get; }

    /// <summary>Read anew at each access where the tensor <see cref="IsDeferred"/>.</summary>
    public ReadOnlyMemory<byte> Bytes => IsDeferred ? Checked(_read()) : _read();

    /// <summary>The bytes are not held, but read when they are wanted.</summary>
    public bool IsDeferred { get; private init; }

    /// <summary>Number of bytes.</summary>
    public long Size => Count * Type.Size();

    /// <summary>The elements, where <typeparamref name="T"/> is the type that they are stored in.</summary>
    public ReadOnlySpan<T> AsSpan<T>()
        where T : unmanaged
    {
        if (ElementTypeOf<T>() != Type)
        {
            throw new GraphException($"The tensor holds {Type}, not {typeof(T).Name}.");
        }

        return MemoryMarshal.Cast<byte, T>(Bytes.Span);
    }

    /// <summary>The elements, whatever their type, as doubles.</summary>
    public double[] ToDoubles() => Type switch
    {
        ElementType.Float => Convert(AsSpan<float>(), v => v),
        ElementType.Double => AsSpan<double>().ToArray(),
        ElementType.Float16 => Convert(AsSpan<Half>(), v => (double)v),
        ElementType.Int64 => Convert(AsSpan<long>(), v => v),
        ElementType.Int32 => Convert(AsSpan<int>(), v => v),
        _ => Convert(Bytes.Span, v => v),
    };

    /// <summary>A copy of <paramref name="data"/>.</summary>
    public static TensorData Of<T>(ReadOnlySpan<T> data, params ReadOnlySpan<long> shape)
        where T : unmanaged =>
        new(ElementTypeOf<T>(), MemoryMarshal.AsBytes(data).ToArray(), shape);

    /// <summary>A tensor that is not held in memory: <paramref name="read"/> gives its bytes, row-major and little-endian, as often as they are wanted.</summary>
    public static TensorData Deferred(ElementType type, Func<ReadOnlyMemory<byte>> read, params ReadOnlySpan<long> shape) =>
        new(type, read, shape) { IsDeferred = true };

    /// <summary>One value without dimensions, rounded to <paramref name="type"/>.</summary>
    internal static TensorData Scalar(double value, ElementType type) => type switch
    {
        ElementType.Float => Of<float>([(float)value]),
        ElementType.Double => Of<double>([value]),
        ElementType.Float16 => Of<Half>([(Half)value]),
        ElementType.Int64 => Of<long>([(long)value]),
        ElementType.Int32 => Of<int>([(int)value]),
        _ => Of<bool>([value != 0]),
    };

    private ReadOnlyMemory<byte> Checked(ReadOnlyMemory<byte> bytes) => Count >= 0 && Size == bytes.Length
        ? bytes
        : throw new GraphException(
            $"{bytes.Length / Type.Size()} elements were given for shape {Shapes.Text(_shape)}, which has {Count}. Give as many elements as the shape has.");

    private static ElementType ElementTypeOf<T>() =>
        typeof(T) == typeof(float) ? ElementType.Float
        : typeof(T) == typeof(double) ? ElementType.Double
        : typeof(T) == typeof(long) ? ElementType.Int64
        : typeof(T) == typeof(int) ? ElementType.Int32
        : typeof(T) == typeof(bool) ? ElementType.Bool
        : typeof(T) == typeof(Half) ? ElementType.Float16
        : throw new GraphException($"A tensor cannot hold {typeof(T).Name}. Use one of: float, double, Half, long, int, bool.");

    private static double[] Convert<T>(ReadOnlySpan<T> data, Func<T, double> convert)
    {
        var result = new double[data.Length];
        for (var i = 0; i < data.Length; i++)
        {
            result[i] = convert(data[i]);
        }

        return result;
    }
}
