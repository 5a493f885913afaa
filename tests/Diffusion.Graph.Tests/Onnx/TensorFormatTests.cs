using System.Runtime.InteropServices;
using Diffusion.Graph.Onnx;

namespace Diffusion.Graph.Tests;

public sealed class TensorFormatTests
{
    [Fact]
    public void Read_TypedLists_IsTheSameAsRawData()
    {
        Assert.Equal([1f, -2], Read(new TensorProto { DataType = 1, Dims = { 2 }, FloatData = { 1, -2 } }).AsSpan<float>().ToArray());
        Assert.Equal([1.5, -2], Read(new TensorProto { DataType = 11, Dims = { 2 }, DoubleData = { 1.5, -2 } }).AsSpan<double>().ToArray());
        Assert.Equal([7L, -2], Read(new TensorProto { DataType = 7, Dims = { 2 }, Int64Data = { 7, -2 } }).AsSpan<long>().ToArray());
        Assert.Equal([7, -2], Read(new TensorProto { DataType = 6, Dims = { 2 }, Int32Data = { 7, -2 } }).AsSpan<int>().ToArray());
        Assert.Equal([true, false], Read(new TensorProto { DataType = 9, Dims = { 2 }, Int32Data = { 1, 0 } }).AsSpan<bool>().ToArray());
        Assert.Equal([(Half)1.5], Read(new TensorProto { DataType = 10, Dims = { 1 }, Int32Data = { 0x3E00 } }).AsSpan<Half>().ToArray());
    }

    [Fact]
    public void Read_ExternalData_ComesFromTheFileBesideTheModel()
    {
        var folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            File.WriteAllBytes(Path.Combine(folder, "weights.bin"), MemoryMarshal.AsBytes<float>([9, 3, 4, 9]).ToArray());

            Assert.Equal([3f, 4], TensorFormat.Read(External("weights.bin"), folder).AsSpan<float>().ToArray());
            Assert.Throws<GraphException>(() => TensorFormat.Read(External("../weights.bin"), folder));
            Assert.Throws<GraphException>(() => TensorFormat.Read(External("missing.bin"), folder));
            Assert.Throws<GraphException>(() => TensorFormat.Read(External("weights.bin"), null));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Read_WrongNumberOfElementsOrUnknownType_IsRefused()
    {
        Assert.Throws<GraphException>(() => Read(new TensorProto { DataType = 1, Dims = { 3 }, FloatData = { 1, -2 } }));
        Assert.Throws<GraphException>(() => Read(new TensorProto { DataType = 8, Dims = { 0 } }));
    }

    private static TensorData Read(TensorProto tensor) => TensorFormat.Read(tensor, null);

    private static TensorProto External(string location)
    {
        var tensor = new TensorProto { Name = "w", DataType = 1, Dims = { 2 }, DataLocation = TensorProto.Types.DataLocation.External };
        foreach (var (key, value) in new[] { ("location", location), ("offset", "4"), ("length", "8") })
        {
            tensor.ExternalData.Add(new StringStringEntryProto { Key = key, Value = value });
        }

        return tensor;
    }
}
