using System.Runtime.InteropServices;

namespace SixLabors.ImageSharp.Formats.Png.Chunks;

/// <summary>A text chunk: tEXt, zTXt or iTXt.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly struct PngTextData : IEquatable<PngTextData>
{
    /// <summary>A text under a keyword.</summary>
    /// <param name="keyword">1 to 79 Latin-1 characters.</param>
    /// <param name="value">The text.</param>
    /// <param name="languageTag">RFC 3066, or empty.</param>
    /// <param name="translatedKeyword">The keyword in that language, or empty.</param>
    public PngTextData(string keyword, string value, string languageTag, string translatedKeyword)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(keyword);
        Keyword = keyword;
        Value = value;
        LanguageTag = languageTag;
        TranslatedKeyword = translatedKeyword;
    }

    public string Keyword { get; }

    public string Value { get; }

    public string LanguageTag { get; }

    public string TranslatedKeyword { get; }

    public static bool operator ==(PngTextData left, PngTextData right) => left.Equals(right);

    public static bool operator !=(PngTextData left, PngTextData right) => !left.Equals(right);

    public override bool Equals(object? obj) => obj is PngTextData other && Equals(other);

    public bool Equals(PngTextData other) =>
        string.Equals(Keyword, other.Keyword, StringComparison.OrdinalIgnoreCase)
        && Value == other.Value
        && LanguageTag == other.LanguageTag
        && TranslatedKeyword == other.TranslatedKeyword;

    public override int GetHashCode() =>
        HashCode.Combine(StringComparer.OrdinalIgnoreCase.GetHashCode(Keyword), Value, LanguageTag, TranslatedKeyword);

    public override string ToString() => $"PngTextData [ Name={Keyword}, Value={Value} ]";
}
