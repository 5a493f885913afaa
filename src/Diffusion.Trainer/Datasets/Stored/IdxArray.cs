using System.Buffers.Binary;
using System.IO.Compression;

namespace Diffusion.Trainer.Datasets.Stored;

/// <summary>An array of bytes in the IDX format: two zeros, the type, the number of dimensions, the sizes as big-endian numbers, the bytes.</summary>
/// <param name="Shape">Sizes, the slowest first.</param>
/// <param name="Data">The bytes.</param>
public sealed record IdxArray(IReadOnlyList<int> Shape, byte[] Data)
{
    private const int Bytes = 0x08;
    private const int MostDimensions = 4;

    // Deflate makes at most 1,032 bytes of one.
    private const long LargestExpansion = 1032;

    /// <param name="path">Plain, or <c>.gz</c>.</param>
    /// <exception cref="TrainerException">It is not such a file, of another type, or truncated.</exception>
    public static IdxArray Read(string path)
    {
        using var file = File.OpenRead(path);
        var isPacked = path.EndsWith(".gz", StringComparison.Ordinal);
        using Stream stream = isPacked ? new GZipStream(file, CompressionMode.Decompress) : file;
        try
        {
            return Read(stream, file.Length * (isPacked ? LargestExpansion : 1), path);
        }
        catch (Exception error) when (error is EndOfStreamException or InvalidDataException)
        {
            throw new TrainerException($"'{path}' is truncated or damaged: {error.Message} Fetch it again.", error);
        }
    }

    private static IdxArray Read(Stream stream, long available, string path)
    {
        Span<byte> head = stackalloc byte[4];
        stream.ReadExactly(head);
        if (head[0] != 0 || head[1] != 0 || head[2] != Bytes || head[3] is 0 or > MostDimensions)
        {
            throw new TrainerException($"'{path}' does not begin as an IDX file of bytes (00 00 08, then 1 to {MostDimensions}). Use the files of MNIST's format.");
        }

        var shape = new int[head[3]];
        var length = 1L;
        for (var i = 0; i < shape.Length; i++)
        {
            stream.ReadExactly(head);
            var size = BinaryPrimitives.ReadUInt32BigEndian(head);
            length = size <= Array.MaxLength && length <= Array.MaxLength ? length * size : long.MaxValue;
            shape[i] = (int)Math.Min(size, int.MaxValue);
        }

        if (length > Math.Min(available, Array.MaxLength))
        {
            throw new TrainerException($"'{path}' says [{string.Join(", ", shape)}], which is more than the file can hold. It is truncated or damaged: fetch it again.");
        }

        var data = new byte[length];
        stream.ReadExactly(data);
        return new IdxArray(shape, data);
    }
}
