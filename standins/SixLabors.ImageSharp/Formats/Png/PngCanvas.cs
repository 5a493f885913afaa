using SixLabors.ImageSharp.PixelFormats;

namespace SixLabors.ImageSharp.Formats.Png;

/// <summary>What an animation's viewer has on its screen (PNG specification, third edition, 11.3.6.2).</summary>
internal sealed class PngCanvas(int width, int height)
{
    private Rgba32[] pixels = new Rgba32[width * height];
    private Rgba32[] before = [];
    private PngFrameControl? last;

    public ReadOnlySpan<Rgba32> Pixels => pixels;

    /// <summary>Disposes of the last frame and draws the next.</summary>
    public void Draw(PngFrameControl frame, ReadOnlySpan<Rgba32> content)
    {
        Dispose();
        before = [.. pixels];
        for (var y = 0; y < frame.Height; y++)
        {
            var row = pixels.AsSpan(((frame.Y + y) * width) + frame.X, frame.Width);
            var source = content.Slice(y * frame.Width, frame.Width);
            for (var x = 0; x < row.Length; x++)
            {
                row[x] = frame.Blend == PngBlendMethod.Source ? source[x] : Over(source[x], row[x]);
            }
        }

        last = frame;
    }

    // Before the first frame all is transparent black, so that going back to it is the background as well.
    private void Dispose()
    {
        if (last is null)
        {
            return;
        }

        if (last.Disposal == PngDisposalMethod.RestoreToPrevious)
        {
            pixels = before;
        }
        else if (last.Disposal == PngDisposalMethod.RestoreToBackground)
        {
            for (var y = last.Y; y < last.Y + last.Height; y++)
            {
                pixels.AsSpan((y * width) + last.X, last.Width).Clear();
            }
        }
    }

    // Alpha compositing of colours that are not multiplied by alpha.
    private static Rgba32 Over(Rgba32 source, Rgba32 under)
    {
        if (source.A == byte.MaxValue || under.A == 0)
        {
            return source;
        }

        if (source.A == 0)
        {
            return under;
        }

        var top = source.A / 255.0;
        var bottom = under.A / 255.0 * (1 - top);
        var alpha = top + bottom;
        return new Rgba32(Mix(source.R, under.R), Mix(source.G, under.G), Mix(source.B, under.B), (byte)Math.Round(alpha * 255));

        byte Mix(byte above, byte below) => (byte)Math.Round(((above * top) + (below * bottom)) / alpha);
    }
}
