using Diffusion.Trainer.Datasets;
using Diffusion.Trainer.Datasets.Attributes;
using Diffusion.Trainer.Datasets.Shapes;

namespace Diffusion.Trainer.Tests;

/// <summary>A few small shapes in memory: two classes that differ much.</summary>
public static class TestImages
{
    public const int Size = 8;
    private const ulong Seed = 9;

    /// <param name="perClass">Of each class.</param>
    /// <param name="attributes">What is known of them; null: what was drawn.</param>
    public static ImageSet Create(int perClass = 8, ImageAttributes? attributes = null)
    {
        int[] classes = [0, 6];
        var pixels = new List<byte>();
        var drawn = new List<float[]>();
        foreach (var classIndex in classes)
        {
            for (var index = 0; index < perClass; index++)
            {
                var picture = ShapesDataset.Picture(Seed, classIndex, index, Size);
                drawn.Add(ShapeAttributes.Of(ShapeClass.All[classIndex], ShapeSample.Draw(Seed, classIndex, index)));
                pixels.AddRange(from channel in Enumerable.Range(0, 3) from i in Enumerable.Range(0, Size * Size) select picture.Pixels[(3 * i) + channel]);
            }
        }

        return new ImageSet(["arrow", "ring"], Size, 3, [.. pixels], [.. Enumerable.Range(0, 2 * perClass).Select(index => index / perClass)])
        {
            Attributes = new Lazy<ImageAttributes?>(attributes ?? new ImageAttributes(ShapeAttributes.Names, [.. drawn])),
        };
    }
}
