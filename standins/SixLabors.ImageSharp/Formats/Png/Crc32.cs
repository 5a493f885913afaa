namespace SixLabors.ImageSharp.Formats.Png;

/// <summary>The chunks' check sum (PNG specification, annex D).</summary>
internal static class Crc32
{
    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(n => Remainder((uint)n))];

    public static uint Of(ReadOnlySpan<byte> data)
    {
        var crc = uint.MaxValue;
        foreach (var value in data)
        {
            crc = Table[(byte)(crc ^ value)] ^ (crc >> 8);
        }

        return ~crc;
    }

    private static uint Remainder(uint value)
    {
        for (var bit = 0; bit < 8; bit++)
        {
            value = (value & 1) == 0 ? value >> 1 : 0xEDB88320 ^ (value >> 1);
        }

        return value;
    }
}
