using Diffusion.Trainer.Pictures;

namespace Diffusion.Trainer.Datasets.Preparation;

/// <summary>Resizes pictures, with the same pixels as Pillow's <c>Image.resize</c>: columns first, then rows, rounded to bytes in between.</summary>
public static class Resampling
{
    /// <summary>The whole picture in another size.</summary>
    public static Picture Resize(Picture picture, int width, int height, ResamplingKernel kernel) =>
        Resize(picture, width, height, kernel, .., ..);

    /// <summary>A part of the picture in another size; the rest is not computed.</summary>
    /// <param name="picture">[H, W, 3].</param>
    /// <param name="width">Of the whole.</param>
    /// <param name="height">Of the whole.</param>
    /// <param name="kernel">Weights by distance.</param>
    /// <param name="columns">Which columns of the resized picture are wanted.</param>
    /// <param name="rows">Which rows.</param>
    public static Picture Resize(Picture picture, int width, int height, ResamplingKernel kernel, Range columns, Range rows)
    {
        var (left, newWidth) = columns.GetOffsetAndLength(width);
        var (top, newHeight) = rows.GetOffsetAndLength(height);

        // An axis that keeps its size keeps its pixels.
        var vertical = height == picture.Height ? null : new ResamplingRow(picture.Height, height, rows, kernel);
        var (first, end) = vertical is null ? (top, top + newHeight) : (vertical.First, vertical.End);
        var between = width == picture.Width
            ? Cut(picture, left, first, newWidth, end - first)
            : Columns(picture, new ResamplingRow(picture.Width, width, columns, kernel), first, end);
        return vertical is null ? between : Rows(between, vertical, first);
    }

    private static Picture Cut(Picture picture, int left, int top, int width, int height)
    {
        var cut = new Picture(width, height);
        for (var y = 0; y < height; y++)
        {
            picture.Pixels.AsSpan(3 * (((top + y) * picture.Width) + left), 3 * width).CopyTo(cut.Pixels.AsSpan(3 * y * width));
        }

        return cut;
    }

    private static Picture Columns(Picture picture, ResamplingRow row, int top, int end)
    {
        var resized = new Picture(row.Count, end - top);
        for (var x = 0; x < row.Count; x++)
        {
            var (first, weights) = row[x];
            for (var y = top; y < end; y++)
            {
                var source = picture.Pixels.AsSpan(3 * ((y * picture.Width) + first), 3 * weights.Length);
                var (red, green, blue) = (1 << (ResamplingRow.Bits - 1), 1 << (ResamplingRow.Bits - 1), 1 << (ResamplingRow.Bits - 1));
                for (var i = 0; i < weights.Length; i++)
                {
                    red += source[3 * i] * weights[i];
                    green += source[(3 * i) + 1] * weights[i];
                    blue += source[(3 * i) + 2] * weights[i];
                }

                var target = resized.Pixels.AsSpan(3 * (((y - top) * row.Count) + x), 3);
                (target[0], target[1], target[2]) = (ResamplingRow.ToPixel(red), ResamplingRow.ToPixel(green), ResamplingRow.ToPixel(blue));
            }
        }

        return resized;
    }

    /// <param name="picture">Rows from <paramref name="top"/> on.</param>
    /// <param name="column">Which rows each row is made of.</param>
    /// <param name="top">The row that the picture's first is.</param>
    private static Picture Rows(Picture picture, ResamplingRow column, int top)
    {
        var length = 3 * picture.Width;
        var resized = new Picture(picture.Width, column.Count);
        var sums = new int[length];
        for (var y = 0; y < column.Count; y++)
        {
            var (first, weights) = column[y];
            Array.Fill(sums, 1 << (ResamplingRow.Bits - 1));
            for (var i = 0; i < weights.Length; i++)
            {
                var source = picture.Pixels.AsSpan((first - top + i) * length, length);
                for (var x = 0; x < length; x++)
                {
                    sums[x] += source[x] * weights[i];
                }
            }

            var target = resized.Pixels.AsSpan(y * length, length);
            for (var x = 0; x < length; x++)
            {
                target[x] = ResamplingRow.ToPixel(sums[x]);
            }
        }

        return resized;
    }
}
