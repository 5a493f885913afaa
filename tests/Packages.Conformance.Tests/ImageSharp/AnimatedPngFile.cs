using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Packages.Conformance.Tests.ImageSharp;

/// <summary>Animated PNG written and drawn by hand (PNG specification, third edition): 8 bits a sample, rows without filter, frames that replace what is there.</summary>
internal static class AnimatedPngFile
{
    /// <summary>A file of chunks, with their check sums.</summary>
    public static byte[] Of(params IEnumerable<(string Type, byte[] Data)> chunks)
    {
        using var file = new MemoryStream();
        file.Write([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);
        foreach (var (type, data) in chunks)
        {
            byte[] named = [.. Encoding.ASCII.GetBytes(type), .. data];
            file.Write([.. Number((uint)data.Length), .. named, .. Number(Crc(named))]);
        }

        return file.ToArray();
    }

    public static (string Type, byte[] Data) Header(uint width, uint height, byte colorType) =>
        ("IHDR", [.. Number(width), .. Number(height), 8, colorType, 0, 0, 0]);

    public static (string Type, byte[] Data) Control(uint frames, uint plays) => ("acTL", [.. Number(frames), .. Number(plays)]);

    public static (string Type, byte[] Data) Frame(uint sequence, uint width, uint height, uint x, uint y, byte disposal, byte blend) =>
        ("fcTL", [.. Number(sequence), .. Number(width), .. Number(height), .. Number(x), .. Number(y), 0, 1, 0, 10, disposal, blend]);

    public static byte[] Number(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }

    public static uint Number(byte[] data, int at) => BinaryPrimitives.ReadUInt32BigEndian(data.AsSpan(at));

    /// <summary>The rows, each behind a byte for "no filter", as a zlib stream.</summary>
    public static byte[] Compress(int bytesPerRow, params byte[] rows)
    {
        using var compressed = new MemoryStream();
        using (var zlib = new ZLibStream(compressed, CompressionLevel.Optimal, leaveOpen: true))
        {
            foreach (var row in rows.Chunk(bytesPerRow))
            {
                zlib.Write([0, .. row]);
            }
        }

        return compressed.ToArray();
    }

    /// <summary>What a viewer shows, frame after frame: 3 bytes a pixel.</summary>
    public static List<byte[]> Draw(byte[] file)
    {
        var chunks = PngChunkList.Of(file).Select(chunk => (chunk.Type, Data: file[chunk.Start..(chunk.Start + chunk.Length)], chunk.Start)).ToList();
        Assert.All(chunks, chunk => Assert.Equal(Crc(file[(chunk.Start - 4)..(chunk.Start + chunk.Data.Length)]), Number(file, chunk.Start + chunk.Data.Length)));
        var (width, height) = ((int)Number(chunks[0].Data, 0), (int)Number(chunks[0].Data, 4));
        var shown = new List<byte[]>();
        var canvas = new byte[width * height * 3];
        var sequence = 0U;
        for (var i = 0; i < chunks.Count; i++)
        {
            if (chunks[i].Type is "fcTL" or "fdAT")
            {
                Assert.Equal(sequence++, Number(chunks[i].Data, 0));
            }

            if (chunks[i].Type == "fcTL")
            {
                using var pixels = new MemoryStream();
                foreach (var (type, data, _) in chunks.Skip(i + 1).TakeWhile(chunk => chunk.Type is "IDAT" or "fdAT"))
                {
                    Assert.Equal(shown.Count == 0 ? "IDAT" : "fdAT", type);
                    pixels.Write(type == "IDAT" ? data : data[4..]);
                }

                canvas = [.. canvas];
                Draw(chunks[i].Data, pixels.ToArray(), canvas, width);
                shown.Add(canvas);
            }
        }

        return shown;
    }

    private static void Draw(byte[] control, byte[] compressed, byte[] canvas, int canvasWidth)
    {
        var (width, height, x, y) = ((int)Number(control, 4), (int)Number(control, 8), (int)Number(control, 12), (int)Number(control, 16));
        Assert.Equal((0, 0), (control[24], control[25]));
        using var zlib = new ZLibStream(new MemoryStream(compressed), CompressionMode.Decompress);
        for (var row = 0; row < height; row++)
        {
            Assert.Equal(0, zlib.ReadByte());
            zlib.ReadExactly(canvas, (((y + row) * canvasWidth) + x) * 3, width * 3);
        }

        Assert.Equal(-1, zlib.ReadByte());
    }

    // Bit by bit, as annex D's polynomial division.
    private static uint Crc(byte[] data)
    {
        var crc = uint.MaxValue;
        foreach (var value in data)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320);
            }
        }

        return ~crc;
    }
}
