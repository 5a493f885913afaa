using Diffusion.Runtime;
using Diffusion.Trainer.Datasets;

namespace Diffusion.Trainer.Samples;

/// <summary>A data set's pictures as those that a super-resolution model enlarges.</summary>
public static class SmallPictures
{
    /// <param name="images">The data set.</param>
    /// <param name="card">The model's, whose classes its folders are named after; a model that knows no labels takes any.</param>
    /// <param name="size">Height and width that the model enlarges.</param>
    /// <exception cref="TrainerException">The pictures are of another size, or of classes that the model does not know.</exception>
    public static IReadOnlyList<SmallPicture> Of(ImageSet images, ModelCard card, int size)
    {
        if (images.Size != size || images.Channels != card.Channels)
        {
            throw new TrainerException($"The pictures are {images.Size}×{images.Size}, but model '{card.Name}' enlarges {size}×{size}. Add --size {size}, which crops them to it.");
        }

        int?[] labels = card.Classes.Count == 0 || card.KnowsLabels == false
            ? new int?[images.Classes.Count]
            : [.. images.Classes.Select(name => card.Classes.ToList().IndexOf(name) is >= 0 and var label ? (int?)label : throw Unknown(name, card))];
        return [.. Enumerable.Range(0, images.Count).Select(index =>
        {
            var pixels = new float[images.ImageLength];
            images.Read(index, pixels);
            return new SmallPicture(pixels, labels[images.Labels[index]]);
        })];
    }

    private static TrainerException Unknown(string name, ModelCard card) =>
        new($"The folder '{name}' is no class of model '{card.Name}'. Name the folders as its classes: {string.Join(", ", card.Classes.Take(20))}{(card.Classes.Count > 20 ? ", …" : "")}.");
}
