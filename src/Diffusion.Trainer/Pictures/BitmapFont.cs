namespace Diffusion.Trainer.Pictures;

/// <summary>Letters of 3 × 5 dots for axis labels. A glyph is its letter and five octal digits,
/// one a row, the high bit on the left.</summary>
public static class BitmapFont
{
    /// <summary>Dots from one letter to the next.</summary>
    public const int Advance = 4;

    public const int Height = 5;

    private static readonly Dictionary<char, string> Glyphs = (
        "075557 126227 271747 371717 455711 574717 674757 771122 875757 975717 a25755 b65656 " +
        "c34443 d65556 e74647 f74644 g34553 h55755 i72227 j11152 k55655 l44447 m57755 n65555 " +
        "o25552 p65644 q25563 r65655 s34216 t72222 u55557 v55552 w55775 x55255 y55222 z71247 " +
        ".00002 ,00024 -00700 /11244 %51245 :02020 =07070 +02720 (24442 )21112 _00007")
        .Split(' ').ToDictionary(glyph => glyph[0], glyph => glyph[1..]);

    /// <summary>The dots of a letter, (0, 0) at its upper left; capitals look like small letters, unknown ones are blank.</summary>
    public static IEnumerable<(int X, int Y)> Dots(char letter)
    {
        if (!Glyphs.TryGetValue(char.ToLowerInvariant(letter), out var rows))
        {
            yield break;
        }

        for (var y = 0; y < Height; y++)
        {
            for (var x = 0; x < 3; x++)
            {
                if (((rows[y] - '0') & (4 >> x)) != 0)
                {
                    yield return (x, y);
                }
            }
        }
    }

    /// <summary>Width in dots.</summary>
    public static int WidthOf(string text) => (text.Length * Advance) - 1;
}
