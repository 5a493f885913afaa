using System.Globalization;
using Diffusion.Trainer.Datasets.Attributes;
using Diffusion.Trainer.Datasets.Npz;
using Diffusion.Trainer.Datasets.Stored;
using Diffusion.Trainer.Pictures;

namespace Diffusion.Trainer.Datasets;

/// <summary>Writes a data set's pictures as they are trained with, so that later runs need no decoding of large files and no crops.</summary>
public static class PreparedDataset
{
    private const int Rgb = 3;
    private const int DecodedAtOnce = 256;

    /// <summary>A folder of PNG files, a folder per class with pictures in it.</summary>
    /// <param name="images">The data set.</param>
    /// <param name="folder">Made where it is missing; must be empty.</param>
    /// <param name="command">What is recorded as the command that made it.</param>
    /// <exception cref="TrainerException">The folder holds something, or a class has a name that no folder can have.</exception>
    public static void WriteFolder(ImageSet images, string folder, string command)
    {
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
        {
            throw new TrainerException($"'{folder}' is not empty. Name a new folder for --out, or remove this one first.");
        }

        var folders = FolderNames(images.Classes);
        foreach (var label in images.Labels.Distinct())
        {
            Directory.CreateDirectory(Path.Combine(folder, folders[label]));
        }

        Parallel.For(0, images.Count, index =>
            PngFile.Save(images.Picture(index), Path.Combine(folder, NameOf(index))));
        if (images.Attributes.Value is { } attributes)
        {
            AttributesFile.Write(folder, attributes.Names, Enumerable.Range(0, images.Count).Select(index => (NameOf(index), attributes.Of(index).ToArray())));
        }

        DatasetFile.Write(folder, command);

        string NameOf(int index) => $"{folders[images.Labels[index]]}/{index:D7}.png";
    }

    /// <summary>One file as <see cref="NpzImages"/> reads it, with the names of the classes.</summary>
    /// <exception cref="TrainerException">The file is there already.</exception>
    public static void WriteNpz(ImageSet images, string path)
    {
        if (File.Exists(path))
        {
            throw new TrainerException($"'{path}' is there already. Name a new file for --out, or remove this one first.");
        }

        using var writer = new NpzWriter(path);
        writer.Add(NpzImages.Images, new NpyHeader(NpyType.UInt8, [images.Count, images.Size, images.Size, Rgb]), Rows(images));
        writer.Add(NpzImages.Labels, NpyArray.Of<long>(Array.ConvertAll(images.Labels, label => (long)label)));
        NpzImages.AddNames(writer, images.Classes);
    }

    private static IEnumerable<byte[]> Rows(ImageSet images) => Enumerable.Range(0, images.Count).Chunk(DecodedAtOnce).SelectMany(chunk =>
    {
        var rows = new byte[chunk.Length][];
        Parallel.For(0, chunk.Length, i => rows[i] = images.Picture(chunk[i]).Pixels);
        return rows;
    });

    /// <summary>Numbers get zeros in front, so that the folders' order is the labels'.</summary>
    private static string[] FolderNames(IReadOnlyList<string> classes)
    {
        var unfit = classes.FirstOrDefault(name => name is "" or "." or ".." || name.IndexOfAny(Path.GetInvalidFileNameChars()) >= 0);
        if (unfit is not null)
        {
            throw new TrainerException($"Class '{unfit}' has a name that no folder can have. Write an .npz file instead.");
        }

        var digits = (classes.Count - 1).ToString(CultureInfo.InvariantCulture).Length;
        return classes.SequenceEqual(ClassNumbers.Of(classes.Count)) ? [.. classes.Select(name => name.PadLeft(digits, '0'))] : [.. classes];
    }
}
