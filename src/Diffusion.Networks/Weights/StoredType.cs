using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Diffusion.Networks;

/// <summary>How a file of weights stores a number: little-endian, by the names that safetensors uses.</summary>
public enum StoredType
{
    F64,
    F32,
    F16,

    /// <summary>The upper half of an <see cref="F32"/>.</summary>
    BF16,
    I64,
    I32,
    I16,
    I8,
    U8,
    BOOL,
}

/// <summary>Reads stored numbers.</summary>
public static class StoredTypes
{
    /// <summary>Bytes of one number.</summary>
    public static int Size(this StoredType type) => type switch
    {
        StoredType.F64 or StoredType.I64 => 8,
        StoredType.F32 or StoredType.I32 => 4,
        StoredType.F16 or StoredType.BF16 or StoredType.I16 => 2,
        _ => 1,
    };

    /// <summary>Reads the next numbers, without a second copy of those that are stored as they are held.</summary>
    /// <param name="type">As they are stored.</param>
    /// <param name="source">Stands at the first of them.</param>
    /// <param name="count">How many.</param>
    /// <returns>double[] for F64, float[] for the other fractions, long[] for whole numbers.</returns>
    /// <exception cref="EndOfStreamException">There are fewer.</exception>
    public static Array Read(this StoredType type, Stream source, int count)
    {
        switch (type)
        {
            case StoredType.F64:
                var doubles = new double[count];
                source.ReadExactly(MemoryMarshal.AsBytes(doubles.AsSpan()));
                return doubles;
            case StoredType.F32:
                var singles = new float[count];
                source.ReadExactly(MemoryMarshal.AsBytes(singles.AsSpan()));
                return singles;
            case StoredType.I64:
                var integers = new long[count];
                source.ReadExactly(MemoryMarshal.AsBytes(integers.AsSpan()));
                return integers;
            default:
                var bytes = new byte[checked(count * type.Size())];
                source.ReadExactly(bytes);
                return Widened(type, bytes, count);
        }
    }

    private static Array Widened(StoredType type, byte[] bytes, int count) => type switch
    {
        StoredType.F16 => Each(count, i => (float)BinaryPrimitives.ReadHalfLittleEndian(bytes.AsSpan(2 * i))),
        StoredType.BF16 => Each(count, i => BitConverter.UInt32BitsToSingle((uint)BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(2 * i)) << 16)),
        StoredType.I32 => Each(count, i => (long)BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(4 * i))),
        StoredType.I16 => Each(count, i => (long)BinaryPrimitives.ReadInt16LittleEndian(bytes.AsSpan(2 * i))),
        StoredType.I8 => Each(count, i => (long)(sbyte)bytes[i]),
        _ => Each(count, i => (long)bytes[i]),
    };

    private static T[] Each<T>(int count, Func<int, T> read)
    {
        var values = new T[count];
        for (var i = 0; i < count; i++)
        {
            values[i] = read(i);
        }

        return values;
    }
}
