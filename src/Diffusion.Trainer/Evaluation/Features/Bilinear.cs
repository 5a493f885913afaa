namespace Diffusion.Trainer.Evaluation.Features;

/// <summary>Bilinear resizing with half-pixel centres and without smoothing, as torch's interpolate with align_corners false.</summary>
public static class Bilinear
{
    /// <param name="pixels">[H, W, 3].</param>
    /// <param name="width">W.</param>
    /// <param name="height">H.</param>
    /// <param name="size">Height and width of the result.</param>
    /// <returns>[size, size, 3], not rounded.</returns>
    public static float[] Resize(ReadOnlySpan<byte> pixels, int width, int height, int size)
    {
        var (columns, rows) = (Places(width, size), Places(height, size));
        var resized = new float[size * size * 3];
        for (var y = 0; y < size; y++)
        {
            var (upper, lower, down) = rows[y];
            for (var x = 0; x < size; x++)
            {
                var (left, right, across) = columns[x];
                for (var channel = 0; channel < 3; channel++)
                {
                    float At(ReadOnlySpan<byte> source, int row, int column) => source[(3 * ((row * width) + column)) + channel];
                    var above = ((1 - across) * At(pixels, upper, left)) + (across * At(pixels, upper, right));
                    var below = ((1 - across) * At(pixels, lower, left)) + (across * At(pixels, lower, right));
                    resized[(3 * ((y * size) + x)) + channel] = ((1 - down) * above) + (down * below);
                }
            }
        }

        return resized;
    }

    /// <summary>The two neighbours of each place of the result, and the share of the second.</summary>
    private static (int First, int Second, float Share)[] Places(int length, int size)
    {
        var places = new (int, int, float)[size];
        for (var i = 0; i < size; i++)
        {
            var place = Math.Max(0, ((i + 0.5f) * length / size) - 0.5f);
            var first = Math.Min((int)place, length - 1);
            places[i] = (first, Math.Min(first + 1, length - 1), place - first);
        }

        return places;
    }
}
