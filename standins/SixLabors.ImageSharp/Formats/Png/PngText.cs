using System.Text;
using SixLabors.ImageSharp.Formats.Png.Chunks;

namespace SixLabors.ImageSharp.Formats.Png;

/// <summary>Text chunks (PNG specification, 11.3.4).</summary>
internal static class PngText
{
    private const int LongestKeyword = 79;
    private const int LargestText = 8 * 1024 * 1024;

    public static (string Type, byte[] Data) Write(PngTextData text, int compressionThreshold, PngCompressionLevel level)
    {
        var keyword = Encoding.Latin1.GetBytes(text.Keyword);
        var compress = text.Value.Length > compressionThreshold;
        if (text.Value.Any(c => c > 0xFF) || !string.IsNullOrWhiteSpace(text.LanguageTag) || !string.IsNullOrWhiteSpace(text.TranslatedKeyword))
        {
            var unicode = Encoding.UTF8.GetBytes(text.Value);
            var language = Encoding.Latin1.GetBytes(text.LanguageTag ?? "");
            var translated = Encoding.UTF8.GetBytes(text.TranslatedKeyword ?? "");
            return ("iTXt", [.. keyword, 0, compress ? (byte)1 : (byte)0, 0, .. language, 0, .. translated, 0, .. compress ? Zlib.Compress(unicode, level) : unicode]);
        }

        var latin = Encoding.Latin1.GetBytes(text.Value);
        return compress
            ? ("zTXt", [.. keyword, 0, 0, .. Zlib.Compress(latin, level)])
            : ("tEXt", [.. keyword, 0, .. latin]);
    }

    /// <summary>The text of a tEXt, zTXt or iTXt chunk; null where it is none or damaged.</summary>
    public static PngTextData? Read(string type, ReadOnlySpan<byte> data)
    {
        if (!TryCut(ref data, Encoding.Latin1, out var keyword) || keyword.Length is 0 or > LongestKeyword || keyword != keyword.Trim())
        {
            return null;
        }

        return type switch
        {
            "tEXt" => new PngTextData(keyword, Encoding.Latin1.GetString(data), "", ""),
            "zTXt" when data.Length > 1 && data[0] == 0 && Zlib.TryDecompress(data[1..], LargestText) is { } latin =>
                new PngTextData(keyword, Encoding.Latin1.GetString(latin), "", ""),
            "iTXt" => ReadInternational(keyword, data),
            _ => null,
        };
    }

    private static PngTextData? ReadInternational(string keyword, ReadOnlySpan<byte> data)
    {
        if (data.Length < 4 || data[0] > 1 || data[1] != 0)
        {
            return null;
        }

        var compressed = data[0] == 1;
        data = data[2..];
        if (!TryCut(ref data, Encoding.Latin1, out var language) || !TryCut(ref data, Encoding.UTF8, out var translated))
        {
            return null;
        }

        var text = compressed ? Zlib.TryDecompress(data, LargestText) : data.ToArray();
        return text is null ? null : new PngTextData(keyword, Encoding.UTF8.GetString(text), language, translated);
    }

    private static bool TryCut(ref ReadOnlySpan<byte> data, Encoding encoding, out string text)
    {
        var end = data.IndexOf((byte)0);
        text = end < 0 ? "" : encoding.GetString(data[..end]);
        data = data[(end + 1)..];
        return end >= 0;
    }
}
