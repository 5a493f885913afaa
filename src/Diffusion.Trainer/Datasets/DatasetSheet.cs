using Diffusion.Trainer.Pictures;
using Diffusion.Trainer.Randomness;

namespace Diffusion.Trainer.Datasets;

/// <summary>Some pictures of each class, as they are trained with, on one.</summary>
public static class DatasetSheet
{
    private const int LargestDoubled = 48;

    /// <param name="images">The data set.</param>
    /// <param name="columns">Pictures of a class at most, spread evenly over it.</param>
    /// <param name="rows">Classes at most, spread evenly over all that have pictures.</param>
    public static Picture Draw(ImageSet images, int columns, int rows)
    {
        var classes = Enumerable.Range(0, images.Count).GroupBy(index => images.Labels[index]).OrderBy(group => group.Key).ToList();
        return ContactSheet.Draw(
            [.. Spread(classes.Count, rows).Select(row => classes[row]).Select(group => Row(images, group.Key, [.. group], columns))],
            scale: images.Size <= LargestDoubled ? 2 : 1);
    }

    private static ContactSheetRow Row(ImageSet images, int label, int[] members, int columns) => new(
        images.Classes[label],
        [.. Spread(members.Length, columns).Select(place => images.Picture(members[place], new CounterRandom(0, RandomPurpose.Crop, (uint)members[place], 0)))]);

    private static IEnumerable<int> Spread(int count, int most)
    {
        var chosen = Math.Min(count, most);
        return Enumerable.Range(0, chosen).Select(i => (int)((long)i * count / chosen));
    }
}
