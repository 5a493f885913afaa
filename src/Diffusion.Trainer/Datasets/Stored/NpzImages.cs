using System.Text;
using Diffusion.Trainer.Datasets.Npz;

namespace Diffusion.Trainer.Datasets.Stored;

/// <summary>
/// Pictures in guided-diffusion's <c>.npz</c>: arr_0 uint8 [N, H, W, 3], arr_1 labels [N]; without labels all are of one class.
/// Names of the classes may be in <see cref="ClassNames"/>.
/// </summary>
public static class NpzImages
{
    public const string Images = "arr_0";
    public const string Labels = "arr_1";

    /// <summary>UTF-8 text as bytes, a name a line.</summary>
    public const string ClassNames = "class_names";

    /// <exception cref="TrainerException">An array is missing, of another type or shape, or damaged.</exception>
    public static StoredSet Read(string path)
    {
        using var file = new NpzFile(path);
        using var rows = file.Open(Images);
        var shape = rows.Header.Shape;
        var channels = shape switch { [_, _, _, 3] => 3, [_, _, _, 1] or [_, _, _] => 1, _ => 0 };
        if (rows.Header.Type != NpyType.UInt8 || channels == 0 || rows.Header.Count == 0)
        {
            throw new TrainerException($"'{Images}' of '{path}' is [{string.Join(", ", shape)}] of {NpyTypes.NameOf(rows.Header.Type)}, but pictures are [N, H, W, 3] or [N, H, W] of |u1, N above 0. Save them so.");
        }

        var pictures = new ReadOnlyMemory<byte>[shape[0]];
        for (var i = 0; i < pictures.Length; i++)
        {
            var picture = new byte[rows.Header.RowLength];
            rows.Read(picture);
            pictures[i] = picture;
        }

        var labels = LabelsOf(file, shape[0], path);
        return new StoredSet(
            ClassesOf(file, labels, path), labels, new RawPictures(path, shape[2], shape[1], channels == 3 ? RawLayout.Interleaved : RawLayout.Grey, pictures));
    }

    /// <summary>What <see cref="ClassNames"/> holds.</summary>
    public static string[] NamesIn(NpzFile file) => Encoding.UTF8.GetString(file.Read(ClassNames).As<byte>()).Split('\n');

    /// <summary>Writes <see cref="ClassNames"/>.</summary>
    public static void AddNames(NpzWriter writer, IEnumerable<string> classes) =>
        writer.Add(ClassNames, NpyArray.Of<byte>(Encoding.UTF8.GetBytes(string.Join('\n', classes))));

    private static int[] LabelsOf(NpzFile file, int count, string path)
    {
        if (!file.Has(Labels))
        {
            return new int[count];
        }

        var labels = file.Read(Labels);
        return labels.Shape is [var labelled] && labelled == count
            ? Array.ConvertAll(labels.ToIntegers(), label => (int)Math.Clamp(label, int.MinValue, int.MaxValue))
            : throw new TrainerException($"'{Labels}' of '{path}' is [{string.Join(", ", labels.Shape)}], but there are {count} pictures. Save a label for each.");
    }

    private static string[] ClassesOf(NpzFile file, int[] labels, string path)
    {
        var numbers = file.Has(Labels) ? ClassNumbers.For(labels, path) : [StoredSet.OnlyClass];
        if (!file.Has(ClassNames))
        {
            return numbers;
        }

        var names = NamesIn(file);
        return names.Length >= numbers.Length
            ? names
            : throw new TrainerException($"'{ClassNames}' of '{path}' names {names.Length} classes, but labels go to {numbers.Length - 1}. Name a class for each label.");
    }
}
