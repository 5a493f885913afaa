using System.Runtime.InteropServices;
using Diffusion.Graph.Onnx;
using Google.Protobuf;

namespace Diffusion.Graph;

/// <summary>Tensors in ONNX's protobuf.</summary>
internal static class TensorFormat
{
    public static TensorProto Write(string name, TensorData data)
    {
        var tensor = Describe(name, data);
        tensor.RawData = UnsafeByteOperations.UnsafeWrap(data.Bytes);
        return tensor;
    }

    /// <summary>The tensor without its elements.</summary>
    public static TensorProto Describe(string name, TensorData data)
    {
        var tensor = new TensorProto { Name = name, DataType = (int)data.Type };
        tensor.Dims.AddRange(data.Shape);
        return tensor;
    }

    /// <param name="tensor">As the file has it.</param>
    /// <param name="folder">Where external data lie; null where the model did not come from a file.</param>
    public static TensorData Read(TensorProto tensor, string? folder)
    {
        if (!Enum.IsDefined((ElementType)tensor.DataType))
        {
            throw new GraphException($"The tensor '{tensor.Name}' has ONNX's data type {tensor.DataType}. Use one of: Float, Double, Float16, Int64, Int32, Bool.");
        }

        return tensor.DataLocation == TensorProto.Types.DataLocation.External
            ? ExternalData.Read(tensor, folder)
            : new TensorData((ElementType)tensor.DataType, Bytes(tensor), [.. tensor.Dims]);
    }

    private static ReadOnlyMemory<byte> Bytes(TensorProto tensor)
    {
        if (tensor.HasRawData)
        {
            return tensor.RawData.Memory;
        }

        return (ElementType)tensor.DataType switch
        {
            ElementType.Float => MemoryMarshal.AsBytes<float>([.. tensor.FloatData]).ToArray(),
            ElementType.Double => MemoryMarshal.AsBytes<double>([.. tensor.DoubleData]).ToArray(),
            ElementType.Int64 => MemoryMarshal.AsBytes<long>([.. tensor.Int64Data]).ToArray(),
            ElementType.Int32 => MemoryMarshal.AsBytes<int>([.. tensor.Int32Data]).ToArray(),

            // Narrow types share the list of int32s.
            ElementType.Float16 => MemoryMarshal.AsBytes<ushort>([.. tensor.Int32Data.Select(v => (ushort)v)]).ToArray(),
            _ => tensor.Int32Data.Select(v => (byte)v).ToArray(),
        };
    }
}
