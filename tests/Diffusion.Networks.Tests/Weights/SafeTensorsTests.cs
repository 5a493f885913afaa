using System.Text;

namespace Diffusion.Networks.Tests.Weights;

public class SafeTensorsTests
{
    private static readonly NamedTensor[] Tensors =
    [
        new("b.weight", [2, 3], new[] { 1f, -2, 3.5f, float.NaN, float.NegativeInfinity, 1e-40f }),
        new("a", [], new[] { Math.PI }),
        new("c", [2], new[] { long.MinValue, 7L }),
        new("empty", [0, 4], Array.Empty<float>()),
    ];

    [Fact]
    public void Read_WhatWriteWrote_IsTheSame()
    {
        var read = SafeTensors.Read(new MemoryStream(Bytes(Tensors)));

        Assert.Equal(Tensors.Length, read.Count);
        foreach (var tensor in Tensors)
        {
            Assert.Equal(tensor.Shape, read[tensor.Name].Shape);
            Assert.Equal(tensor.Values, read[tensor.Name].Values);
        }
    }

    [Fact]
    public void Write_OneTensor_FollowsTheFormat()
    {
        var bytes = Bytes([new("w", [1], new[] { 1f })]);
        var header = "{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}";
        var padded = header.PadRight((header.Length + 7) / 8 * 8);
        Assert.Equal([.. BitConverter.GetBytes((long)padded.Length), .. Encoding.UTF8.GetBytes(padded), 0, 0, 0x80, 0x3F], bytes);
    }

    [Fact]
    public void Write_Path_LeavesNoOtherFile()
    {
        var folder = Directory.CreateTempSubdirectory();
        var path = Path.Combine(folder.FullName, "w.safetensors");
        SafeTensors.Write(path, Tensors);
        SafeTensors.Write(path, Tensors[..1]);
        Assert.Single(SafeTensors.Read(path));
        Assert.Single(folder.GetFiles());
        folder.Delete(recursive: true);
    }

    [Fact]
    public void Read_EveryTruncation_IsAnErrorThatSaysSo()
    {
        var bytes = Bytes(Tensors);
        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.Throws<WeightsException>(() => SafeTensors.Read(new MemoryStream(bytes[..length])));
        }
    }

    [Theory]
    [InlineData("{\"w\":{\"dtype\":\"F8\",\"shape\":[1],\"data_offsets\":[0,4]}}", "F8")]
    [InlineData("{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}", "wants 8")]
    [InlineData("{\"w\":{\"dtype\":\"F32\",\"shape\":[-1,-1],\"data_offsets\":[0,4]}}", "-1")]
    [InlineData("{\"w\":{\"dtype\":\"F32\",\"shape\":[4611686018427387904,4],\"data_offsets\":[0,4]}}", "4611686018427387904")]
    [InlineData("{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}", "byte 4")]
    [InlineData("{\"w\":{\"dtype\":\"F32\",\"shape\":[1]}}", "data_offsets")]
    [InlineData("{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0]}}", "data_offsets")]
    [InlineData("{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}", "twice")]
    [InlineData("[1]", "header")]
    [InlineData("{\"w\":", "JSON")]
    public void Read_DamagedHeader_SaysWhat(string header, string said)
    {
        byte[] bytes = [.. BitConverter.GetBytes((long)header.Length), .. Encoding.UTF8.GetBytes(header), 0, 0, 0, 0, 0, 0, 0, 0];
        Assert.Contains(said, Assert.Throws<WeightsException>(() => SafeTensors.Read(new MemoryStream(bytes))).Message, StringComparison.Ordinal);
    }

    private static byte[] Bytes(IEnumerable<NamedTensor> tensors)
    {
        using var stream = new MemoryStream();
        SafeTensors.Write(stream, tensors);
        return stream.ToArray();
    }

    [Theory]
    [InlineData("F16", new byte[] { 0x00, 0x3C, 0x00, 0xC0, 0x01, 0x00 }, new[] { 1.0, -2.0, 5.9604644775390625e-8 })]
    [InlineData("BF16", new byte[] { 0x80, 0x3F, 0x20, 0xC0, 0x00, 0x7F }, new[] { 1.0, -2.5, 1.7014118346046923e38 })]
    [InlineData("F64", new byte[] { 0, 0, 0, 0, 0, 0, 0xF0, 0x3F }, new[] { 1.0 })]
    [InlineData("I32", new byte[] { 0xFE, 0xFF, 0xFF, 0xFF, 3, 0, 0, 0 }, new[] { -2.0, 3 })]
    [InlineData("I16", new byte[] { 0xFE, 0xFF, 3, 1 }, new[] { -2.0, 259 })]
    [InlineData("I8", new byte[] { 0xFE, 3 }, new[] { -2.0, 3 })]
    [InlineData("U8", new byte[] { 0xFE, 3 }, new[] { 254.0, 3 })]
    [InlineData("BOOL", new byte[] { 0, 1 }, new[] { 0.0, 1 })]
    public void Read_EveryType_GivesItsNumbers(string type, byte[] data, double[] expected)
    {
        var path = Path.GetTempFileName();
        try
        {
            var header = $"{{\"w\":{{\"dtype\":\"{type}\",\"shape\":[{expected.Length}],\"data_offsets\":[0,{data.Length}]}}}}";
            File.WriteAllBytes(path, [.. BitConverter.GetBytes((long)header.Length), .. System.Text.Encoding.UTF8.GetBytes(header), .. data]);
            var read = SafeTensors.Read(path)["w"].Values;
            Assert.Equal(expected, read.Cast<object>().Select(Convert.ToDouble));
            Assert.Equal(read, SafeTensors.Open(path)["w"].Values);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Open_SeveralTensors_ReadsEachWhenItIsWanted()
    {
        var path = Path.GetTempFileName();
        try
        {
            SafeTensors.Write(path, [new("a", [2], new[] { 1f, 2 }), new("b", [1, 2], new[] { 3.0, 4 }), new("c", [1], new long[] { 5 })]);
            var tensors = SafeTensors.Open(path);
            Assert.Equal(new[] { 3.0, 4 }, tensors["b"].Values);
            Assert.Equal(new long[] { 5 }, tensors["c"].Values);
            Assert.Equal(new[] { 1f, 2 }, tensors["a"].Values);
            Assert.Equal([1, 2], tensors["b"].Shape);

            File.WriteAllBytes(path, File.ReadAllBytes(path)[..^1]);
            Assert.Contains("cut short", Assert.Throws<WeightsException>(() => tensors["c"].Values).Message, StringComparison.Ordinal);
            Assert.Throws<WeightsException>(() => SafeTensors.Open(path));
        }
        finally
        {
            File.Delete(path);
        }
    }
}
