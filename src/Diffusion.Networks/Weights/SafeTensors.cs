using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Diffusion.Networks;

/// <summary>
/// The safetensors format: 8 bytes of little-endian header length, that many bytes of JSON (name ─► dtype, shape,
/// data_offsets from the header's end), then raw little-endian row-major data.
/// </summary>
public static class SafeTensors
{
    private const int MaxHeaderBytes = 100_000_000;
    private const string MetadataKey = "__metadata__";

    /// <summary>Writes the tensors in the order given; the same tensors give the same bytes.</summary>
    public static void Write(Stream destination, IEnumerable<NamedTensor> tensors)
    {
        var all = tensors.ToList();
        var header = new JsonObject();
        long offset = 0;
        foreach (var tensor in all)
        {
            var (type, size) = TypeOf(tensor.Values);
            var end = offset + (tensor.Values.LongLength * size);
            header.Add(tensor.Name, new JsonObject
            {
                ["dtype"] = type,
                ["shape"] = new JsonArray([.. tensor.Shape.Select(dimension => JsonValue.Create(dimension))]),
                ["data_offsets"] = new JsonArray(offset, end),
            });
            offset = end;
        }

        var json = JsonSerializer.SerializeToUtf8Bytes(header);
        var padded = (json.Length + 7) / 8 * 8;
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, padded);
        destination.Write(length);
        destination.Write(json);
        destination.Write("       "u8[..(padded - json.Length)]);
        foreach (var tensor in all)
        {
            destination.Write(Bytes(tensor.Values));
        }
    }

    /// <summary>Writes a file whole or not at all: to a neighbour first, which then takes the name.</summary>
    public static void Write(string path, IEnumerable<NamedTensor> tensors)
    {
        var temporary = path + ".new";
        using (var stream = File.Create(temporary))
        {
            Write(stream, tensors);
            stream.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    }

    /// <summary>Reads all tensors of a file, by name.</summary>
    /// <exception cref="WeightsException">The file is not safetensors, is cut short, or has a dtype that no <see cref="StoredType"/> is.</exception>
    public static IReadOnlyDictionary<string, NamedTensor> Read(string path)
    {
        using var stream = File.OpenRead(path);
        return Named(path, () => Read(stream));
    }

    /// <inheritdoc cref="Read(string)"/>
    public static IReadOnlyDictionary<string, NamedTensor> Read(Stream source) => Read(source, (entry, _) =>
    {
        var values = ReadValues(source, entry);
        return new NamedTensor(entry.Name, entry.Shape, values);
    });

    /// <summary>As <see cref="Read(string)"/>, but a tensor is read from the file whenever its values are wanted; names, shapes and lengths are checked now.</summary>
    /// <inheritdoc cref="Read(string)"/>
    public static IReadOnlyDictionary<string, NamedTensor> Open(string path)
    {
        using var stream = File.OpenRead(path);
        return Named(path, () => Read(stream, (entry, start) =>
        {
            stream.Position += entry.End - entry.Start;
            return new NamedTensor(entry.Name, entry.Shape, () => Named(path, () => ReadValues(path, entry, start)));
        }));
    }

    private static Array ReadValues(string path, Entry entry, long start)
    {
        using var stream = File.OpenRead(path);
        stream.Position = start;
        return ReadValues(stream, entry);
    }

    private static T Named<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (WeightsException error)
        {
            throw new WeightsException($"{path}: {error.Message}", error);
        }
    }

    private static Dictionary<string, NamedTensor> Read(Stream source, Func<Entry, long, NamedTensor> read)
    {
        var header = ReadHeader(source);
        var tensors = new Dictionary<string, NamedTensor>(StringComparer.Ordinal);
        long position = 0;
        foreach (var entry in header.EnumerateObject().Where(entry => entry.Name != MetadataKey).Select(Entry.Of).OrderBy(entry => entry.Start))
        {
            if (entry.Start != position)
            {
                throw new WeightsException($"tensor '{entry.Name}' begins at byte {entry.Start} of the data where byte {position} is due. The file is damaged.");
            }

            Check(source, entry);
            if (!tensors.TryAdd(entry.Name, read(entry, source.CanSeek ? source.Position : 0)))
            {
                throw new WeightsException($"tensor '{entry.Name}' occurs twice. The file is damaged.");
            }

            position = entry.End;
        }

        return tensors;
    }

    private static JsonElement ReadHeader(Stream source)
    {
        try
        {
            var length = new byte[8];
            source.ReadExactly(length);
            var size = BinaryPrimitives.ReadInt64LittleEndian(length);
            if (size is < 2 or > MaxHeaderBytes)
            {
                throw new WeightsException($"the header's length is {size} bytes; safetensors has 2 to {MaxHeaderBytes}. This is not a safetensors file.");
            }

            var json = new byte[size];
            source.ReadExactly(json);
            using var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? document.RootElement.Clone()
                : throw new WeightsException("the header is not a JSON object. This is not a safetensors file.");
        }
        catch (EndOfStreamException error)
        {
            throw new WeightsException("the file ends inside its header. It was cut short, or is not a safetensors file.", error);
        }
        catch (JsonException error)
        {
            throw new WeightsException("the header is not JSON. This is not a safetensors file.", error);
        }
    }

    private static void Check(Stream source, Entry entry)
    {
        if (entry.Shape.Any(dimension => dimension is < 0 or > int.MaxValue))
        {
            throw new WeightsException($"tensor '{entry.Name}' has shape [{string.Join(", ", entry.Shape)}]. Every dimension is 0 to {int.MaxValue}; the file is damaged.");
        }

        var count = (Int128)1;
        foreach (var dimension in entry.Shape)
        {
            count = Int128.Min(count * dimension, long.MaxValue);
        }

        var size = TypeOf(entry).Size();
        if (entry.End - entry.Start != count * size)
        {
            throw new WeightsException($"tensor '{entry.Name}' has {entry.End - entry.Start} bytes, but its shape [{string.Join(", ", entry.Shape)}] wants {count * size}. The file is damaged.");
        }

        if (source.CanSeek && source.Length - source.Position < count * size)
        {
            throw CutShort(entry, inner: null);
        }

        if (count > Array.MaxLength / size)
        {
            throw new WeightsException($"tensor '{entry.Name}' has {count} numbers, but {Array.MaxLength / size} are the most that are read.");
        }
    }

    private static Array ReadValues(Stream source, Entry entry)
    {
        var type = TypeOf(entry);
        try
        {
            return type.Read(source, (int)((entry.End - entry.Start) / type.Size()));
        }
        catch (EndOfStreamException error)
        {
            throw CutShort(entry, error);
        }
    }

    private static StoredType TypeOf(Entry entry) => Enum.TryParse<StoredType>(entry.Type, out var type) && Enum.IsDefined(type) && !char.IsAsciiDigit(entry.Type[0])
        ? type
        : throw new WeightsException($"tensor '{entry.Name}' has dtype {entry.Type}. Use one of: {string.Join(", ", Enum.GetNames<StoredType>())}.");

    private static WeightsException CutShort(Entry entry, Exception? inner) => new($"the file ends inside tensor '{entry.Name}'. It was cut short.", inner);

    private static (string Type, int Size) TypeOf(Array values) => values switch
    {
        float[] => ("F32", sizeof(float)),
        double[] => ("F64", sizeof(double)),
        long[] => ("I64", sizeof(long)),
        _ => throw new ArgumentException($"A tensor of {values.GetType().Name} cannot be written. Use float[], double[] or long[].", nameof(values)),
    };

    private static Span<byte> Bytes(Array values) => values switch
    {
        float[] singles => MemoryMarshal.AsBytes(singles.AsSpan()),
        double[] doubles => MemoryMarshal.AsBytes(doubles.AsSpan()),
        _ => MemoryMarshal.AsBytes(((long[])values).AsSpan()),
    };

    private sealed record Entry(string Name, string Type, long[] Shape, long Start, long End)
    {
        public static Entry Of(JsonProperty property)
        {
            try
            {
                var value = property.Value;
                var offsets = value.GetProperty("data_offsets");
                return new Entry(
                    property.Name,
                    value.GetProperty("dtype").GetString()!,
                    [.. value.GetProperty("shape").EnumerateArray().Select(dimension => dimension.GetInt64())],
                    offsets[0].GetInt64(),
                    offsets[1].GetInt64());
            }
            catch (Exception error) when (error is KeyNotFoundException or InvalidOperationException or FormatException or IndexOutOfRangeException)
            {
                throw new WeightsException($"the header's entry of '{property.Name}' wants dtype, shape and data_offsets. The file is damaged.", error);
            }
        }
    }
}
