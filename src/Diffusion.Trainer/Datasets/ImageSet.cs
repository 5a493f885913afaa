using System.Security.Cryptography;
using System.Text;
using Diffusion.Trainer.Datasets.Attributes;
using Diffusion.Trainer.Loops;
using Diffusion.Trainer.Pictures;
using Diffusion.Trainer.Randomness;

namespace Diffusion.Trainer.Datasets;

/// <summary>Labelled pictures.</summary>
/// <param name="classes">Names of the labels.</param>
/// <param name="labels">[N], indices into <paramref name="classes"/>.</param>
/// <param name="pictures">As many.</param>
/// <param name="hash">Over the data set, where it is known; null: over the pixels, computed when it is asked for.</param>
public sealed class ImageSet(IReadOnlyList<string> classes, int[] labels, IPictures pictures, string? hash = null)
{
    private const int LongestStackPicture = 1 << 14;
    private string? hash = hash;

    /// <summary>Pictures in memory.</summary>
    /// <param name="classes">Names of the labels.</param>
    /// <param name="size">Height and width in pixels.</param>
    /// <param name="channels">Colour channels: 3.</param>
    /// <param name="pixels">[N, C, H, W], one byte a value.</param>
    /// <param name="labels">[N], indices into <paramref name="classes"/>.</param>
    public ImageSet(IReadOnlyList<string> classes, int size, int channels, byte[] pixels, int[] labels)
        : this(classes, labels, PicturesInMemory.Of(size, channels, pixels))
    {
    }

    /// <summary>Names of the labels.</summary>
    public IReadOnlyList<string> Classes => classes;

    /// <summary>[N], indices into <see cref="Classes"/>.</summary>
    public int[] Labels => labels;

    public int Count => labels.Length;

    /// <summary>Height and width in pixels.</summary>
    public int Size => pictures.Size;

    /// <summary>Colour channels: 3.</summary>
    public int Channels => pictures.Channels;

    /// <summary>
    /// Numbers that are known of each picture, read once they are asked for; gives null where there are none, or where pictures are cropped, which
    /// changes what places and sizes are.
    /// </summary>
    public Lazy<ImageAttributes?> Attributes { get; init; } = ImageAttributes.None;

    /// <summary>The attributes where a task's network learns them, else null.</summary>
    public ImageAttributes? AttributesFor(TrainingTask task) => task == TrainingTask.Attributes ? Attributes.Value : null;

    /// <summary>What is wrong with each picture that was left out, by name.</summary>
    public IReadOnlyList<string> LeftOut { get; init; } = [];

    /// <summary>Values of one picture: C·H·W.</summary>
    public int ImageLength => Channels * Size * Size;

    /// <summary>Whether pictures are ready in memory, so that reading them costs next to nothing.</summary>
    public bool IsInMemory => pictures is PicturesInMemory;

    /// <summary>
    /// SHA-256 over names, sizes, labels and pixels; of pictures that are cropped at random or do not fit in memory, over the
    /// stored pictures instead. Recorded in checkpoints, so that a resume sees the same data.
    /// </summary>
    public string Hash => hash ??= ComputeHash();

    /// <summary>Writes picture <paramref name="index"/> to <paramref name="destination"/> [C, H, W], from [0, 255] to [−1, 1].</summary>
    /// <param name="index">Which.</param>
    /// <param name="destination">C·H·W values.</param>
    /// <param name="crop">Decides a random crop, where pictures are cropped so; null: the middle.</param>
    public void Read(int index, Span<float> destination, CounterRandom? crop = null)
    {
        Span<byte> source = ImageLength <= LongestStackPicture ? stackalloc byte[ImageLength] : new byte[ImageLength];
        pictures.Read(index, crop, source);
        for (var i = 0; i < source.Length; i++)
        {
            destination[i] = (source[i] / 127.5f) - 1;
        }
    }

    /// <summary>The same as bytes.</summary>
    public void Read(int index, Span<byte> destination, CounterRandom? crop = null) => pictures.Read(index, crop, destination);

    /// <summary>The same as a picture.</summary>
    public Picture Picture(int index, CounterRandom? crop = null)
    {
        var planes = new byte[ImageLength];
        Read(index, planes.AsSpan(), crop);
        var picture = new Picture(Size, Size);
        for (var i = 0; i < picture.Pixels.Length; i++)
        {
            picture.Pixels[i] = planes[(i % 3 * Size * Size) + (i / 3)];
        }

        return picture;
    }

    private string ComputeHash()
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        sha.AppendData(Encoding.UTF8.GetBytes($"{Size} {Channels} {string.Join('\n', Classes)}\n"));
        foreach (var label in Labels)
        {
            sha.AppendData(BitConverter.GetBytes(label));
        }

        var pixels = new byte[ImageLength];
        for (var index = 0; index < Count; index++)
        {
            Read(index, pixels.AsSpan());
            sha.AppendData(pixels);
        }

        return Convert.ToHexStringLower(sha.GetHashAndReset());
    }
}
