using Diffusion.Runtime;
using Diffusion.Trainer.Datasets;
using Diffusion.Trainer.Datasets.Shapes;
using Diffusion.Trainer.Pictures;

namespace Diffusion.Benchmarks.Samplers;

/// <summary>Pictures of the shapes data set that nothing was trained on: they are drawn anew, from another seed.</summary>
internal static class RealImages
{
    private const ulong Seed = 1_000_007;

    /// <summary>[C, H, W] in [−1, 1] each; image i has label i modulo the classes, as a cell's images have.</summary>
    public static float[][] Draw(ModelFolder model, int first, int count) => [.. Pictures(model, first, count).Select(picture => ChannelsFirst(picture.Pixels))];

    /// <summary>The same as pictures.</summary>
    public static IEnumerable<Picture> Pictures(ModelFolder model, int first, int count) => Enumerable.Range(first, count).Select(index =>
        ShapesDataset.Picture(Seed, ClassOf(model.Card.Classes[index % model.Card.Classes.Count]), index, model.Card.ImageSize));

    /// <summary>The same pictures as a data set.</summary>
    public static ImageSet Set(ModelFolder model, int first, int count)
    {
        var classes = model.Card.Classes;
        var pixels = Draw(model, first, count).SelectMany(image => image.Select(value => (byte)Math.Round((value + 1) * 127.5f))).ToArray();
        return new ImageSet(classes, model.Card.ImageSize, model.Card.Channels, pixels, [.. Enumerable.Range(first, count).Select(index => index % classes.Count)]);
    }

    /// <summary>Share of such images in which the judge sees their label.</summary>
    public static double Agreement(ModelFolder model, Judge judge, float[][] images) =>
        judge.Classify(images).Select((label, index) => label == index % model.Card.Classes.Count ? 1.0 : 0).Average();

    private static int ClassOf(string name) => ShapeClass.All.Select((shape, index) => (shape.Name, index)).First(shape => shape.Name == name).index;

    private static float[] ChannelsFirst(byte[] interleaved)
    {
        var plane = interleaved.Length / 3;
        var result = new float[interleaved.Length];
        for (var i = 0; i < interleaved.Length; i++)
        {
            result[(i % 3 * plane) + (i / 3)] = (interleaved[i] / 127.5f) - 1;
        }

        return result;
    }
}
