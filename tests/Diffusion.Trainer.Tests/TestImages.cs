using Diffusion.Trainer.Datasets;
using Diffusion.Trainer.Datasets.Shapes;

namespace Diffusion.Trainer.Tests;

/// <summary>A few small shapes in memory: two classes that differ much.</summary>
public static class TestImages
{
    public const int Size = 8;

    public static ImageSet Create(int perClass = 8)
    {
        int[] classes = [0, 6];
        var pixels = new List<byte>();
        foreach (var classIndex in classes)
        {
            for (var index = 0; index < perClass; index++)
            {
                var picture = ShapesDataset.Picture(seed: 9, classIndex, index, Size);
                pixels.AddRange(from channel in Enumerable.Range(0, 3) from i in Enumerable.Range(0, Size * Size) select picture.Pixels[(3 * i) + channel]);
            }
        }

        return new ImageSet(["arrow", "ring"], Size, 3, [.. pixels], [.. Enumerable.Range(0, 2 * perClass).Select(index => index / perClass)]);
    }
}
