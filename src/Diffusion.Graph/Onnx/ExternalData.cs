using System.Globalization;
using Diffusion.Graph.Onnx;

namespace Diffusion.Graph;

/// <summary>Tensors whose elements lie in a file beside the model: how ONNX keeps more than a protobuf message can hold.</summary>
internal static class ExternalData
{
    /// <summary>Smaller tensors stay in the model's own file.</summary>
    public const int SmallestTensor = 1024;

    /// <summary>Where a tensor may begin: pages, so that a runtime can map the file.</summary>
    private const long Alignment = 4096;

    /// <summary>Writes the elements of the large tensors to a file of their own, one tensor after the other, and describes all of them.</summary>
    /// <param name="path">The data's file, beside the model's.</param>
    /// <param name="tensors">By name, in the model's order.</param>
    /// <returns>As the model's file has them.</returns>
    public static List<TensorProto> Write(string path, IReadOnlyList<KeyValuePair<string, TensorData>> tensors)
    {
        using var file = File.Create(path);
        return [.. tensors.Select(t => t.Value.Size < SmallestTensor ? TensorFormat.Write(t.Key, t.Value) : Append(file, Path.GetFileName(path), t.Key, t.Value))];
    }

    /// <summary>The tensor, whose elements are read when they are wanted.</summary>
    /// <param name="tensor">As the model's file has it.</param>
    /// <param name="folder">The model's folder; null where it did not come from a file.</param>
    /// <exception cref="GraphException">The elements do not lie there.</exception>
    public static TensorData Read(TensorProto tensor, string? folder)
    {
        var entries = tensor.ExternalData.GroupBy(e => e.Key).ToDictionary(e => e.Key, e => e.Last().Value, StringComparer.Ordinal);
        if (folder is null || !entries.TryGetValue("location", out var location))
        {
            throw new GraphException($"The elements of '{tensor.Name}' lie in another file. Load the model from its path.");
        }

        var path = Path.GetFullPath(Path.Combine(folder, location));
        if (!path.StartsWith(Path.GetFullPath(folder) + Path.DirectorySeparatorChar, StringComparison.Ordinal) || !File.Exists(path))
        {
            throw new GraphException($"The elements of '{tensor.Name}' lie in '{location}', which is not a file in the model's folder.");
        }

        long[] shape = [.. tensor.Dims];
        var size = Shapes.Product(shape) * ((ElementType)tensor.DataType).Size();
        var start = Number(tensor, entries, "offset", 0);
        var length = Number(tensor, entries, "length", size);
        if (length != size || length > Array.MaxLength || start > new FileInfo(path).Length - length)
        {
            throw new GraphException(
                $"The elements of '{tensor.Name}' {Shapes.Text(shape)} are {size} bytes, but the model names {length} from byte {start} of '{location}', " +
                $"which has {new FileInfo(path).Length}. Copy both files again.");
        }

        return TensorData.Deferred((ElementType)tensor.DataType, () => ReadBytes(path, start, (int)length), shape);
    }

    private static TensorProto Append(FileStream file, string location, string name, TensorData data)
    {
        file.Write(new byte[(Alignment - (file.Position % Alignment)) % Alignment]);
        var tensor = TensorFormat.Describe(name, data);
        tensor.DataLocation = TensorProto.Types.DataLocation.External;
        Add(tensor, "location", location);
        Add(tensor, "offset", file.Position.ToString(CultureInfo.InvariantCulture));
        Add(tensor, "length", data.Size.ToString(CultureInfo.InvariantCulture));
        file.Write(data.Bytes.Span);
        return tensor;
    }

    private static void Add(TensorProto tensor, string key, string value) => tensor.ExternalData.Add(new StringStringEntryProto { Key = key, Value = value });

    private static long Number(TensorProto tensor, Dictionary<string, string> entries, string key, long otherwise) =>
        !entries.TryGetValue(key, out var text) ? otherwise
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : throw new GraphException($"The elements of '{tensor.Name}' have the {key} '{text}'. It must be a number of bytes.");

    private static byte[] ReadBytes(string path, long start, int length)
    {
        using var file = File.OpenRead(path);
        file.Position = start;
        var bytes = new byte[length];
        file.ReadExactly(bytes);
        return bytes;
    }
}
