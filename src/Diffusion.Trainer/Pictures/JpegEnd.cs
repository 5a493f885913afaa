using System.Buffers.Binary;

namespace Diffusion.Trainer.Pictures;

/// <summary>
/// Whether a JPEG is there to its end. Decoders fill what is missing with grey and say nothing, so that a training would learn it.
/// </summary>
public static class JpegEnd
{
    private const byte StartOfScan = 0xDA;

    private static ReadOnlySpan<byte> Start => [0xFF, 0xD8, 0xFF];

    // Among a scan's bytes 0xFF is followed by 0x00, so that this does not occur by chance.
    private static ReadOnlySpan<byte> End => [0xFF, 0xD9];

    /// <summary>True of files that begin as JPEG and have no end of the image after their first scan.</summary>
    public static bool IsMissing(ReadOnlySpan<byte> file)
    {
        if (!file.StartsWith(Start))
        {
            return false;
        }

        // Segments are skipped as wholes: a preview in one of them has an end of its own.
        var place = 2;
        while (place + 4 <= file.Length && file[place] == 0xFF && file[place + 1] != StartOfScan)
        {
            place += file[place + 1] == 0xFF ? 1 : 2 + BinaryPrimitives.ReadUInt16BigEndian(file[(place + 2)..]);
        }

        return place >= file.Length || file[place..].IndexOf(End) < 0;
    }
}
