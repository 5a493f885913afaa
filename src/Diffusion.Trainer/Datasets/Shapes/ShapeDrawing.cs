using Diffusion.Trainer.Pictures;

namespace Diffusion.Trainer.Datasets.Shapes;

/// <summary>Draws a shape, anti-aliased: a pixel's colour is mixed by the share of its sub-pixels that lie in the shape.</summary>
public static class ShapeDrawing
{
    /// <summary>Sub-pixels of a pixel in each direction.</summary>
    private const int Fineness = 6;

    /// <param name="shape">Which shape.</param>
    /// <param name="sample">Where, how large, in which colours.</param>
    /// <param name="size">Width and height in pixels.</param>
    public static Picture Draw(ShapeClass shape, ShapeSample sample, int size)
    {
        var picture = new Picture(size, size);
        var (sine, cosine) = Math.SinCos(sample.Turn);
        for (var row = 0; row < size; row++)
        {
            for (var column = 0; column < size; column++)
            {
                var share = Coverage(row, column) / (double)(Fineness * Fineness);
                picture.Set(column, row, Mix(sample.Background, sample.Foreground, share));
            }
        }

        return picture;

        int Coverage(int row, int column)
        {
            var inside = 0;
            for (var part = 0; part < Fineness * Fineness; part++)
            {
                // Half-widths from the picture's middle, then the shape's own turned and scaled coordinates.
                var x = ((column + ((part % Fineness) + 0.5) / Fineness) * 2 / size) - 1 - sample.CentreX;
                var y = 1 - ((row + ((part / Fineness) + 0.5) / Fineness) * 2 / size) - sample.CentreY;
                var u = ((cosine * x) + (sine * y)) / sample.Radius;
                var v = ((cosine * y) - (sine * x)) / sample.Radius;
                if ((u * u) + (v * v) <= 1 && shape.Contains(u, v))
                {
                    inside++;
                }
            }

            return inside;
        }
    }

    private static Rgb Mix(Colour background, Colour foreground, double share)
    {
        return new Rgb(
            Level(background.Red, foreground.Red),
            Level(background.Green, foreground.Green),
            Level(background.Blue, foreground.Blue));

        byte Level(double from, double to) => (byte)Math.Round(255 * (from + (share * (to - from))));
    }
}
