using System.Buffers.Binary;
using System.Text;

namespace Packages.Conformance.Tests.ImageSharp;

/// <summary>A file taken apart, to look at and to damage.</summary>
internal static class PngChunkList
{
    public const int SignatureLength = 8;

    /// <summary>Type, start of the chunk's data and its length.</summary>
    public static List<(string Type, int Start, int Length)> Of(byte[] file)
    {
        var chunks = new List<(string, int, int)>();
        for (var at = SignatureLength; at < file.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at));
            chunks.Add((Encoding.ASCII.GetString(file, at + 4, 4), at + 8, length));
            at += length + 12;
        }

        return chunks;
    }

    /// <summary>The file without its chunks of a type.</summary>
    public static byte[] Without(byte[] file, string type)
    {
        var rest = file[..SignatureLength].ToList();
        foreach (var chunk in Of(file).Where(chunk => chunk.Type != type))
        {
            rest.AddRange(file[(chunk.Start - 8)..(chunk.Start + chunk.Length + 4)]);
        }

        return [.. rest];
    }
}
