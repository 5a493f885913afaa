using System.Globalization;

namespace Diffusion.Trainer.Datasets.Stored;

/// <summary>Class names where only numbers are known.</summary>
public static class ClassNumbers
{
    private const int Most = 100_000;

    /// <summary>0, 1, 2 and so on.</summary>
    public static string[] Of(int count) => [.. Enumerable.Range(0, count).Select(label => label.ToString(CultureInfo.InvariantCulture))];

    /// <summary>As many as the largest label asks for.</summary>
    /// <exception cref="TrainerException">A label is negative or so large that it is none.</exception>
    public static string[] For(IReadOnlyCollection<int> labels, string file)
    {
        var (least, largest) = (labels.Min(), labels.Max());
        return least >= 0 && largest < Most
            ? Of(largest + 1)
            : throw new TrainerException($"'{file}' has labels from {least} to {largest}, but they must be from 0 to {Most - 1}. Number the classes from 0.");
    }
}
