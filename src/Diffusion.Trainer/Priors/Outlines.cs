namespace Diffusion.Trainer.Priors;

/// <summary>
/// Where an image has edges, coarsely and whatever its colours: images of one outline in many colours lie near one plane, which a
/// low-rank Gaussian describes, though far from each other as pixels.
/// </summary>
public static class Outlines
{
    /// <summary>Cells along each side.</summary>
    private const int Cells = 8;

    /// <param name="image">[C, H, W].</param>
    /// <param name="channels">C.</param>
    /// <param name="size">H and W.</param>
    /// <returns>The length of the gradient over C, summed over each of the cells (neighbours share it linearly); its own length is 1.</returns>
    public static float[] Of(ReadOnlySpan<float> image, int channels, int size)
    {
        var cells = new float[Cells * Cells];
        for (var row = 0; row + 1 < size; row++)
        {
            for (var column = 0; column + 1 < size; column++)
            {
                var squares = 0f;
                for (var channel = 0; channel < channels; channel++)
                {
                    var at = (((channel * size) + row) * size) + column;
                    var (down, right) = (image[at + size] - image[at], image[at + 1] - image[at]);
                    squares += (down * down) + (right * right);
                }

                Add(cells, (row + 1f) * Cells / size, (column + 1f) * Cells / size, MathF.Sqrt(squares));
            }
        }

        var length = MathF.Sqrt(cells.Sum(cell => cell * cell));
        return length > 0 ? Array.ConvertAll(cells, cell => cell / length) : cells;
    }

    /// <summary>Parts a value among the four cells whose centres are nearest.</summary>
    private static void Add(float[] cells, float row, float column, float value)
    {
        var (top, left) = (row - 0.5f, column - 0.5f);
        var (i, j) = ((int)MathF.Floor(top), (int)MathF.Floor(left));
        var (down, right) = (top - i, left - j);
        foreach (var (r, c, share) in new[] { (i, j, (1 - down) * (1 - right)), (i + 1, j, down * (1 - right)), (i, j + 1, (1 - down) * right), (i + 1, j + 1, down * right) })
        {
            cells[(Math.Clamp(r, 0, Cells - 1) * Cells) + Math.Clamp(c, 0, Cells - 1)] += share * value;
        }
    }
}
