namespace Diffusion.Trainer.Pictures;

/// <summary>A colour of 8 bits a channel.</summary>
public readonly record struct Rgb(byte Red, byte Green, byte Blue);

/// <summary>An RGB picture in memory, rows from the top, three bytes a pixel; what is drawn outside is cut off.</summary>
public sealed class Picture(int width, int height, byte[] pixels)
{
    /// <summary>Pixels of a dot of <see cref="BitmapFont"/>.</summary>
    public const int TextScale = 2;

    public Picture(int width, int height)
        : this(width, height, new byte[3 * width * height])
    {
    }

    public int Width => width;

    public int Height => height;

    /// <summary>[Height, Width, 3].</summary>
    public byte[] Pixels => pixels;

    public Rgb At(int x, int y)
    {
        var start = 3 * ((y * width) + x);
        return new Rgb(pixels[start], pixels[start + 1], pixels[start + 2]);
    }

    public void Set(int x, int y, Rgb colour)
    {
        if (x < 0 || y < 0 || x >= width || y >= height)
        {
            return;
        }

        var start = 3 * ((y * width) + x);
        (pixels[start], pixels[start + 1], pixels[start + 2]) = (colour.Red, colour.Green, colour.Blue);
    }

    public void Fill(int left, int top, int fillWidth, int fillHeight, Rgb colour)
    {
        for (var y = top; y < top + fillHeight; y++)
        {
            for (var x = left; x < left + fillWidth; x++)
            {
                Set(x, y, colour);
            }
        }
    }

    /// <summary>A straight line of <paramref name="thickness"/> pixels.</summary>
    public void Line(double fromX, double fromY, double toX, double toY, Rgb colour, int thickness = 1)
    {
        var count = (int)Math.Ceiling(Math.Max(Math.Abs(toX - fromX), Math.Abs(toY - fromY)));
        for (var i = 0; i <= count; i++)
        {
            var share = count == 0 ? 0 : (double)i / count;
            var x = (int)Math.Round(fromX + (share * (toX - fromX)));
            var y = (int)Math.Round(fromY + (share * (toY - fromY)));
            Fill(x, y, thickness, thickness, colour);
        }
    }

    /// <summary>Another picture, each of its pixels <paramref name="scale"/> × <paramref name="scale"/> large.</summary>
    public void Paste(Picture other, int left, int top, int scale)
    {
        for (var y = 0; y < other.Height; y++)
        {
            for (var x = 0; x < other.Width; x++)
            {
                Fill(left + (x * scale), top + (y * scale), scale, scale, other.At(x, y));
            }
        }
    }

    /// <summary>Width of a line of text in pixels.</summary>
    public static int WidthOf(string text) => TextScale * BitmapFont.WidthOf(text);

    /// <summary>A line of text in <see cref="BitmapFont"/>, whose dots are <see cref="TextScale"/> pixels large.</summary>
    public void Text(string text, int left, int top, Rgb colour)
    {
        for (var i = 0; i < text.Length; i++)
        {
            foreach (var (x, y) in BitmapFont.Dots(text[i]))
            {
                Fill(left + (((i * BitmapFont.Advance) + x) * TextScale), top + (y * TextScale), TextScale, TextScale, colour);
            }
        }
    }
}
