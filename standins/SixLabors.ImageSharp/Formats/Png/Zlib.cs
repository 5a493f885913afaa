using System.IO.Compression;

namespace SixLabors.ImageSharp.Formats.Png;

internal static class Zlib
{
    public static byte[] Compress(ReadOnlySpan<byte> data, PngCompressionLevel level)
    {
        using var compressed = new MemoryStream();
        using (var zlib = new ZLibStream(compressed, new ZLibCompressionOptions { CompressionLevel = (int)level }, leaveOpen: true))
        {
            zlib.Write(data);
        }

        return compressed.ToArray();
    }

    /// <summary>Fills <paramref name="data"/>; false where the stream ends before.</summary>
    public static bool TryFill(ReadOnlySpan<byte> compressed, Span<byte> data)
    {
        using var zlib = Open(compressed);
        return zlib.ReadAtLeast(data, data.Length, throwOnEndOfStream: false) == data.Length;
    }

    /// <summary>All of a stream; null where it is longer than the limit in bytes or damaged.</summary>
    public static byte[]? TryDecompress(ReadOnlySpan<byte> compressed, int limit)
    {
        try
        {
            using var zlib = Open(compressed);
            using var data = new MemoryStream();
            var part = new byte[4096];
            int read;
            while ((read = zlib.Read(part)) > 0)
            {
                data.Write(part, 0, read);
                if (data.Length > limit)
                {
                    return null;
                }
            }

            return data.ToArray();
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private static ZLibStream Open(ReadOnlySpan<byte> compressed) =>
        new(new MemoryStream(compressed.ToArray()), CompressionMode.Decompress);
}
