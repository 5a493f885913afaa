using Diffusion.Trainer.Datasets.Attributes;
using Diffusion.Trainer.Datasets.Stored;

namespace Diffusion.Trainer.Datasets;

/// <summary>
/// A data set of files: a folder per class, pictures in it and in folders within, and <see cref="AttributesFile"/> beside them where more is known
/// of the pictures. Classes and files in ordinal order of their names.
/// </summary>
public static class ImageFolder
{
    private const int DeepestFolder = 16;

    /// <summary>Of files that are pictures.</summary>
    public static IReadOnlyList<string> Extensions { get; } = [".png", ".jpg", ".jpeg", ".bmp"];

    // As with folders that are listed without options: hidden files are listed too.
    private static readonly EnumerationOptions Everything = new()
    {
        RecurseSubdirectories = true,
        MaxRecursionDepth = DeepestFolder,
        AttributesToSkip = FileAttributes.None,
        IgnoreInaccessible = false,
    };

    private static readonly EnumerationOptions OnlyThere = new() { AttributesToSkip = FileAttributes.None, IgnoreInaccessible = false };

    /// <param name="folder">Holds the class folders; files beside them are left alone. Pictures without folders are of one class.</param>
    /// <exception cref="TrainerException">There is no such folder, no class, or no picture in a class.</exception>
    public static StoredSet Find(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new TrainerException($"There is no folder '{folder}'. Name a data set, for instance one made by `dataset shapes --out {folder}`.");
        }

        var classFolders = Directory.GetDirectories(folder).Order(StringComparer.Ordinal).ToList();
        if (classFolders.Count == 0 && Pictures(folder, OnlyThere) is { Count: > 0 } pictures)
        {
            return new StoredSet([StoredSet.OnlyClass], new int[pictures.Count], new PictureFiles(folder, pictures)) { Attributes = Attributes(folder, pictures) };
        }

        if (classFolders.Count == 0)
        {
            throw new TrainerException(
                $"'{folder}' has neither folders nor pictures. A data set is a folder per class with the pictures in it, pictures alone where there are no classes, " +
                "the files of CIFAR or MNIST, or an .npz file.");
        }

        var files = classFolders.SelectMany(PicturesIn).ToList();
        return new StoredSet(
            [.. classFolders.Select(classFolder => Path.GetFileName(classFolder))],
            [.. files.Select(file => file.Label)],
            new PictureFiles(folder, [.. files.Select(file => file.Path)]))
        {
            Attributes = Attributes(folder, files.Select(file => file.Path)),
        };
    }

    private static Lazy<ImageAttributes?> Attributes(string folder, IEnumerable<string> paths) =>
        new(() => AttributesFile.TryRead(folder, [.. paths.Select(path => PictureFiles.NameWithin(folder, path))]));

    private static IEnumerable<(string Path, int Label)> PicturesIn(string classFolder, int label)
    {
        var paths = Pictures(classFolder, Everything);
        return paths.Count > 0
            ? paths.Select(path => (path, label))
            : throw new TrainerException($"The class folder '{classFolder}' has no pictures ({string.Join(", ", Extensions)}). Fill or remove it.");
    }

    private static List<string> Pictures(string folder, EnumerationOptions depth) =>
    [
        .. Directory.GetFiles(folder, "*", depth)
            .Where(path => Extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase))
            .Order(StringComparer.Ordinal),
    ];
}
