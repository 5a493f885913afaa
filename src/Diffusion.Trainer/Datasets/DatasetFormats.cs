using Diffusion.Trainer.Datasets.Stored;

namespace Diffusion.Trainer.Datasets;

/// <summary>Finds out how a data set is stored.</summary>
public static class DatasetFormats
{
    /// <param name="path">An <c>.npz</c> file, a file of IDX images, or a folder: of CIFAR's binary files, of IDX files, or of a folder per class.</param>
    /// <param name="split">Which part, where the format has parts.</param>
    /// <exception cref="TrainerException">There is nothing, or nothing that is known.</exception>
    public static StoredSet Open(string path, DatasetSplit split)
    {
        var isFile = File.Exists(path);
        var hasParts = !isFile && Directory.Exists(path) && (CifarFiles.AreIn(path) || IdxFiles.AreIn(path));
        if (split != DatasetSplit.Train && !hasParts)
        {
            throw new TrainerException($"--split names the {split.ToString().ToLowerInvariant()} part, but '{path}' is not a folder of CIFAR or MNIST, which have parts. Leave it out.");
        }

        if (isFile)
        {
            return Path.GetExtension(path).Equals(".npz", StringComparison.OrdinalIgnoreCase) ? NpzImages.Read(path)
                : IdxFiles.IsImages(path) ? IdxFiles.Read(path)
                : throw new TrainerException($"'{path}' is a file, but not .npz and not IDX images (…images-idx3-ubyte, .gz or plain). Name one of these, or a folder.");
        }

        return !hasParts ? ImageFolder.Find(path)
            : CifarFiles.AreIn(path) ? CifarFiles.Find(path, split)
            : IdxFiles.Find(path, split);
    }
}
