namespace Diffusion.Trainer.Evaluation.Images;

/// <summary>Which pictures are measured, so that each class gives its share and the order of a file does not matter.</summary>
public static class EvenChoice
{
    private const int Seed = 1;

    /// <summary>Indices of so many pictures: by label, and within a label by chance, the same one every time.</summary>
    /// <param name="images">From which.</param>
    /// <param name="count">From 1 to their number.</param>
    public static int[] Of(IEvaluatedImages images, int count)
    {
        int[] order = [.. Enumerable.Range(0, images.Count)];
        new Random(Seed).Shuffle(order);
        return Spread(images.Labels is { } labels ? [.. order.OrderBy(index => labels[index])] : order, count);
    }

    /// <summary>So many items, evenly spread over all.</summary>
    public static T[] Spread<T>(IReadOnlyList<T> all, int count) => [.. Enumerable.Range(0, count).Select(i => all[(int)((long)i * all.Count / count)])];

    /// <summary>Every second item, and the others.</summary>
    public static (T[] One, T[] Other) Halves<T>(IReadOnlyList<T> all) =>
        ([.. all.Where((_, place) => place % 2 == 0)], [.. all.Where((_, place) => place % 2 == 1)]);
}
