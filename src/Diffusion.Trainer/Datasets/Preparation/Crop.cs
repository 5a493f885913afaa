using Diffusion.Trainer.Pictures;
using Diffusion.Trainer.Randomness;

namespace Diffusion.Trainer.Datasets.Preparation;

/// <summary>
/// Cuts a square out of a picture of any size (guided-diffusion, image_datasets.py): the picture is halved by the box filter while
/// its smaller side is at least twice the wanted one, then resized bicubically to the wanted smaller side, then cut.
/// </summary>
public static class Crop
{
    // A random crop shows at least this share of the smaller side.
    private const double LeastShare = 0.8;

    /// <summary>The middle.</summary>
    /// <param name="picture">Of any size.</param>
    /// <param name="size">Height and width of the square in pixels.</param>
    public static Picture Centre(Picture picture, int size) =>
        At(picture, size, size, (width, height) => ((width - size) / 2, (height - size) / 2));

    /// <summary>A random place at a random scale, where the square has from 80 to 100 % of the smaller side.</summary>
    /// <param name="picture">Of any size, or what <see cref="ForRandom"/> makes of it.</param>
    /// <param name="size">Height and width of the square in pixels.</param>
    /// <param name="random">Decides scale and place.</param>
    public static Picture Random(Picture picture, int size, CounterRandom random)
    {
        var smaller = size + random.NextIndex(LargestSide(size) - size + 1);
        return At(picture, size, smaller, (width, height) =>
        {
            var top = random.NextIndex(height - size + 1);
            return (random.NextIndex(width - size + 1), top);
        });
    }

    /// <summary>A chosen place at a chosen scale.</summary>
    /// <param name="picture">Of any size.</param>
    /// <param name="size">Height and width of the square in pixels.</param>
    /// <param name="smaller">What the smaller side is resized to.</param>
    /// <param name="place">Width and height of the resized picture ─► the square's left and top.</param>
    public static Picture At(Picture picture, int size, int smaller, Func<int, int, (int Left, int Top)> place)
    {
        var halved = Halve(picture, smaller);

        // Rounded half to even, as Python's round.
        var scale = (double)smaller / Math.Min(halved.Width, halved.Height);
        var (width, height) = ((int)Math.Round(halved.Width * scale), (int)Math.Round(halved.Height * scale));
        var (left, top) = place(width, height);
        return Resampling.Resize(halved, width, height, ResamplingKernel.Bicubic, left..(left + size), top..(top + size));
    }

    /// <summary>The halvings that every crop of this size begins with: its crops are those of the picture itself.</summary>
    public static Picture ForRandom(Picture picture, int size) => Halve(picture, LargestSide(size));

    private static int LargestSide(int size) => (int)Math.Ceiling(size / LeastShare);

    private static Picture Halve(Picture picture, int smaller)
    {
        while (Math.Min(picture.Width, picture.Height) >= 2 * smaller)
        {
            picture = Resampling.Resize(picture, picture.Width / 2, picture.Height / 2, ResamplingKernel.Box);
        }

        return picture;
    }
}
