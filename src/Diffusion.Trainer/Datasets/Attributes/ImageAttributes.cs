using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Diffusion.Trainer.Datasets.Attributes;

/// <summary>Numbers that are known of each picture of a data set, such as the colour, place and size of what it shows.</summary>
public sealed class ImageAttributes
{
    private readonly float[][] values;

    /// <param name="names">[A].</param>
    /// <param name="values">[N][A]; NaN where a picture has no such number.</param>
    public ImageAttributes(IReadOnlyList<string> names, float[][] values)
    {
        Names = names;
        this.values = values;
    }

    /// <summary>Of a data set that knows nothing of its pictures.</summary>
    public static Lazy<ImageAttributes?> None { get; } = new((ImageAttributes?)null);

    /// <summary>[A], each once.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>N.</summary>
    public int Count => values.Length;

    /// <summary>Of a picture [A]; NaN where it has none.</summary>
    public ReadOnlySpan<float> Of(int index) => values[index];

    /// <summary>Of the pictures that have it.</summary>
    /// <param name="attribute">Its place in <see cref="Names"/>.</param>
    public IEnumerable<float> Known(int attribute) => values.Select(row => row[attribute]).Where(value => !float.IsNaN(value));

    /// <summary>SHA-256 over names and numbers. Recorded in checkpoints, so that a resume learns the same.</summary>
    public string Hash()
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        sha.AppendData(Encoding.UTF8.GetBytes(string.Join('\n', Names) + "\n"));
        foreach (var row in values)
        {
            sha.AppendData(MemoryMarshal.AsBytes(row.AsSpan()));
        }

        return Convert.ToHexStringLower(sha.GetHashAndReset());
    }

    /// <summary>The same of a part of the pictures, in their order.</summary>
    public ImageAttributes Only(IReadOnlyList<int> kept) => new(Names, [.. kept.Select(index => values[index])]);
}
