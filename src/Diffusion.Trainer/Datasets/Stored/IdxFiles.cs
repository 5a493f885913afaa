using System.Text.RegularExpressions;

namespace Diffusion.Trainer.Datasets.Stored;

/// <summary>
/// The MNIST family: images in <c>…images-idx3-ubyte</c>, labels in <c>…labels-idx1-ubyte</c> beside, each plain or as <c>.gz</c>.
/// A level of grey becomes red, green and blue alike, so that presets, judges and sheets need no case of their own.
/// </summary>
public static partial class IdxFiles
{
    /// <summary>Whether the folder holds such files.</summary>
    public static bool AreIn(string folder) => ImagesIn(folder).Any();

    /// <summary>Whether a file's name says that it holds such images.</summary>
    public static bool IsImages(string path) => ImagesName().IsMatch(Path.GetFileName(path));

    /// <summary>The images of a part of the folder: those of names with train, or with t10k or test.</summary>
    /// <exception cref="TrainerException">There is none, or there are several; see also <see cref="Read"/>.</exception>
    public static StoredSet Find(string folder, DatasetSplit split)
    {
        var files = ImagesIn(folder)
            .Where(path => TestName().IsMatch(Path.GetFileName(path)) == (split == DatasetSplit.Test))
            .GroupBy(path => path.EndsWith(".gz", StringComparison.Ordinal) ? path[..^3] : path)
            .Select(same => same.Order(StringComparer.Ordinal).First())
            .ToList();
        return files.Count == 1
            ? Read(files[0])
            : throw new TrainerException(
                $"'{folder}' has {files.Count} files of images of the {split.ToString().ToLowerInvariant()} part" +
                $"{(files.Count == 0 ? "" : $" ({string.Join(", ", files.Select(Path.GetFileName))})")}. Name one file itself for --data.");
    }

    /// <summary>Reads images and their labels into memory.</summary>
    /// <exception cref="TrainerException">The labels are missing, there are more or fewer of them, or a file is damaged.</exception>
    public static StoredSet Read(string imagesPath)
    {
        var images = IdxArray.Read(imagesPath);
        var labels = IdxArray.Read(LabelsOf(imagesPath));
        if (images.Shape.Count != 3 || labels.Shape.Count != 1 || images.Shape[0] != labels.Shape[0] || images.Data.Length == 0)
        {
            throw new TrainerException(
                $"'{imagesPath}' is [{string.Join(", ", images.Shape)}] and its labels are [{string.Join(", ", labels.Shape)}], but images [N, H, W] and labels [N] are wanted. Use files that belong together.");
        }

        var (height, width) = (images.Shape[1], images.Shape[2]);
        int[] numbers = [.. labels.Data];
        return new StoredSet(
            ClassNumbers.For(numbers, imagesPath),
            numbers,
            new RawPictures(imagesPath, width, height, RawLayout.Grey, [.. Enumerable.Range(0, numbers.Length).Select(index => (ReadOnlyMemory<byte>)images.Data.AsMemory(index * height * width, height * width))]));
    }

    private static IEnumerable<string> ImagesIn(string folder) => Directory.EnumerateFiles(folder).Where(IsImages).Order(StringComparer.Ordinal);

    private static string LabelsOf(string imagesPath)
    {
        var name = Path.GetFileName(imagesPath).Replace("images", "labels", StringComparison.Ordinal).Replace("idx3", "idx1", StringComparison.Ordinal);
        var plain = Path.Combine(Path.GetDirectoryName(imagesPath) ?? "", name.EndsWith(".gz", StringComparison.Ordinal) ? name[..^3] : name);
        return Array.Find([plain, plain + ".gz"], File.Exists)
            ?? throw new TrainerException($"There is no file of labels '{plain}' beside '{imagesPath}'. Put it there, plain or as .gz.");
    }

    [GeneratedRegex(@"images[-.]idx3[-.]ubyte(\.gz)?$")]
    private static partial Regex ImagesName();

    [GeneratedRegex("t10k|test")]
    private static partial Regex TestName();
}
