using System.Buffers.Binary;
using System.Text;

namespace SixLabors.ImageSharp.Formats.Png;

/// <summary>The signature and the chunks of a file (PNG specification, 5).</summary>
internal static class PngChunks
{
    public static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    public static void Write(Stream stream, string type, ReadOnlySpan<byte> data)
    {
        var chunk = new byte[data.Length + 12];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        Encoding.ASCII.GetBytes(type, chunk.AsSpan(4));
        data.CopyTo(chunk.AsSpan(8));
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(data.Length + 8), Crc32.Of(chunk.AsSpan(4, data.Length + 4)));
        stream.Write(chunk);
    }

    /// <summary>Cuts the next chunk off the front of <paramref name="rest"/>; the data of a damaged optional chunk is null.</summary>
    public static (string Type, byte[]? Data) Read(ref ReadOnlySpan<byte> rest)
    {
        if (rest.Length < 12)
        {
            throw new InvalidImageContentException("The PNG ends before its IEND chunk.");
        }

        var length = BinaryPrimitives.ReadUInt32BigEndian(rest);
        var type = Encoding.Latin1.GetString(rest.Slice(4, 4));
        if (length > rest.Length - 12)
        {
            throw new InvalidImageContentException($"The PNG ends within its {type} chunk of {length} bytes.");
        }

        var checkedBytes = rest.Slice(4, (int)length + 4);
        var sound = Crc32.Of(checkedBytes) == BinaryPrimitives.ReadUInt32BigEndian(rest[((int)length + 8)..]);
        rest = rest[((int)length + 12)..];
        if (!sound && char.IsAsciiLetterUpper(type[0]))
        {
            throw new InvalidImageContentException($"CRC Error. PNG {type} chunk is corrupt!");
        }

        return (type, sound ? checkedBytes[4..].ToArray() : null);
    }
}
