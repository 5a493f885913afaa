using System.Runtime.InteropServices;

namespace Diffusion.Trainer.Datasets.Npz;

/// <summary>An array in memory as NumPy keeps it: C order, little-endian.</summary>
/// <param name="Header">Type and shape.</param>
/// <param name="Data">The elements' bytes.</param>
public sealed record NpyArray(NpyHeader Header, byte[] Data)
{
    public NpyType Type => Header.Type;

    /// <summary>Sizes, the slowest first.</summary>
    public IReadOnlyList<int> Shape => Header.Shape;

    /// <param name="values">Elements in C order.</param>
    /// <param name="shape">Their sizes; none: a row of all.</param>
    /// <exception cref="TrainerException">The shape has another number of elements.</exception>
    public static NpyArray Of<T>(ReadOnlySpan<T> values, params int[] shape)
        where T : unmanaged
    {
        var header = new NpyHeader(NpyTypes.Of<T>(), shape.Length == 0 ? [values.Length] : shape);
        return header.Count == values.Length
            ? new NpyArray(header, MemoryMarshal.AsBytes(values).ToArray())
            : throw new TrainerException($"{values.Length} elements do not fill [{string.Join(", ", shape)}]. Name a shape of as many.");
    }

    /// <summary>Reads a <c>.npy</c> file.</summary>
    /// <exception cref="TrainerException">See <see cref="NpyHeader.Read"/>.</exception>
    public static NpyArray Load(string path)
    {
        using var stream = File.OpenRead(path);
        return new NpyRows(stream, stream.Length, $"'{path}'").ReadAll();
    }

    /// <summary>Writes a <c>.npy</c> file.</summary>
    public void Save(string path)
    {
        using var stream = File.Create(path);
        Write(stream);
    }

    public void Write(Stream stream)
    {
        Header.Write(stream);
        stream.Write(Data);
    }

    /// <summary>The elements as they are.</summary>
    /// <exception cref="TrainerException">They are of another type.</exception>
    public ReadOnlySpan<T> As<T>()
        where T : unmanaged => NpyTypes.Of<T>() == Type
        ? MemoryMarshal.Cast<byte, T>(Data)
        : throw new TrainerException($"The array has elements of type '{NpyTypes.NameOf(Type)}', but '{NpyTypes.NameOf(NpyTypes.Of<T>())}' is wanted. Save it with that type.");

    /// <summary>The elements as numbers of double precision, of whatever type they are.</summary>
    public double[] ToDoubles() => Type switch
    {
        NpyType.Int32 => Convert<int>(value => value),
        NpyType.Int64 => Convert<long>(value => value),
        NpyType.Half => Convert<Half>(value => (double)value),
        NpyType.Single => Convert<float>(value => value),
        NpyType.Double => As<double>().ToArray(),
        _ => Array.ConvertAll(Data, value => (double)value),
    };

    /// <summary>The elements as whole numbers.</summary>
    /// <exception cref="TrainerException">They are not whole numbers.</exception>
    public long[] ToIntegers() => Type switch
    {
        NpyType.Boolean or NpyType.UInt8 => Array.ConvertAll(Data, value => (long)value),
        NpyType.Int32 => [.. As<int>().ToArray().Select(value => (long)value)],
        NpyType.Int64 => As<long>().ToArray(),
        _ => throw new TrainerException($"The array has elements of type '{NpyTypes.NameOf(Type)}', but whole numbers are wanted. Save it as '<i8'."),
    };

    private double[] Convert<T>(Func<T, double> convert)
        where T : unmanaged
    {
        var values = As<T>();
        var converted = new double[values.Length];
        for (var i = 0; i < converted.Length; i++)
        {
            converted[i] = convert(values[i]);
        }

        return converted;
    }
}
