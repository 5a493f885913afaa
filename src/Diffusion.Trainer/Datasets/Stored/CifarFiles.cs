namespace Diffusion.Trainer.Datasets.Stored;

/// <summary>
/// CIFAR-10 and CIFAR-100 in their binary version: records of the labels (CIFAR-100: coarse, then fine), a byte each, and
/// 3 planes of 32×32.
/// </summary>
public static class CifarFiles
{
    private const int Side = 32;
    private const int PictureLength = 3 * Side * Side;

    /// <summary>Whether the folder holds such files.</summary>
    public static bool AreIn(string folder) => Files(folder, DatasetSplit.Train).Length > 0 || Files(folder, DatasetSplit.Test).Length > 0;

    /// <summary>Reads all pictures of a part into memory; CIFAR-100 with its fine labels.</summary>
    /// <exception cref="TrainerException">The part is missing, a file is truncated, or a label out of range.</exception>
    public static StoredSet Find(string folder, DatasetSplit split)
    {
        var files = Files(folder, split);
        if (files.Length == 0)
        {
            throw new TrainerException($"'{folder}' has no file of the {split.ToString().ToLowerInvariant()} part. Unpack all of CIFAR's binary version, or name the other part for --split.");
        }

        var isHundred = Path.GetFileName(files[0]) is "train.bin" or "test.bin";
        var classes = Classes(folder, isHundred);
        var labels = new List<int>();
        var pictures = new List<ReadOnlyMemory<byte>>();
        foreach (var file in files)
        {
            Read(file, isHundred ? 2 : 1, classes, labels, pictures);
        }

        return new StoredSet(classes, [.. labels], new RawPictures(folder, Side, Side, RawLayout.Planes, pictures));
    }

    private static void Read(string file, int labelBytes, string[] classes, List<int> labels, List<ReadOnlyMemory<byte>> pictures)
    {
        var bytes = File.ReadAllBytes(file);
        var record = labelBytes + PictureLength;
        if (bytes.Length == 0 || bytes.Length % record != 0)
        {
            throw new TrainerException($"'{file}' has {bytes.Length} bytes, which is no multiple of a record's {record}. It is truncated or of another format: unpack it again.");
        }

        for (var start = 0; start < bytes.Length; start += record)
        {
            int label = bytes[start + labelBytes - 1];
            if (label >= classes.Length)
            {
                throw new TrainerException($"'{file}' has label {label} in record {start / record}, but there are {classes.Length} classes. It is damaged: unpack it again.");
            }

            labels.Add(label);
            pictures.Add(bytes.AsMemory(start + labelBytes, PictureLength));
        }
    }

    private static string[] Files(string folder, DatasetSplit split)
    {
        string[] names = split == DatasetSplit.Train ? ["data_batch_*.bin", "train.bin"] : ["test_batch.bin", "test.bin"];
        return [.. names.SelectMany(name => Directory.GetFiles(folder, name)).Order(StringComparer.Ordinal)];
    }

    /// <summary>The names in the file beside, or the labels' numbers.</summary>
    private static string[] Classes(string folder, bool isHundred)
    {
        var count = isHundred ? 100 : 10;
        var path = Path.Combine(folder, isHundred ? "fine_label_names.txt" : "batches.meta.txt");
        if (!File.Exists(path))
        {
            return [.. ClassNumbers.Of(count)];
        }

        string[] names = [.. File.ReadLines(path).Select(line => line.Trim()).Where(line => line.Length > 0)];
        return names.Length == count
            ? names
            : throw new TrainerException($"'{path}' names {names.Length} classes, but {count} are there. Unpack it again, or remove it to have numbers.");
    }
}
