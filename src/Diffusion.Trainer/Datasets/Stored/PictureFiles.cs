using System.Security.Cryptography;
using System.Text;
using Diffusion.Trainer.Pictures;

namespace Diffusion.Trainer.Datasets.Stored;

/// <summary>A file per picture.</summary>
/// <param name="folder">The data set's.</param>
/// <param name="paths">The files.</param>
public sealed class PictureFiles(string folder, IReadOnlyList<string> paths) : IStoredPictures
{
    public int Count => paths.Count;

    public string NameOf(int index) => $"'{paths[index]}'";

    public Picture Load(int index) => PngFile.Load(paths[index]);

    /// <summary>Over the name within the data set and the file's bytes.</summary>
    public byte[] Fingerprint(int index)
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        sha.AppendData(Encoding.UTF8.GetBytes(Path.GetRelativePath(folder, paths[index]).Replace('\\', '/') + "\n"));
        sha.AppendData(File.ReadAllBytes(paths[index]));
        return sha.GetHashAndReset();
    }
}
