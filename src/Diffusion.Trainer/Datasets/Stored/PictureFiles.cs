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

    /// <summary>A picture's path within its data set, the same on every system.</summary>
    public static string NameWithin(string folder, string path) => Path.GetRelativePath(folder, path).Replace('\\', '/');

    public Picture Load(int index) => PngFile.Load(paths[index]);

    /// <summary>Over the name within the data set and the file's bytes.</summary>
    public byte[] Fingerprint(int index)
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        sha.AppendData(Encoding.UTF8.GetBytes(NameWithin(folder, paths[index]) + "\n"));
        sha.AppendData(File.ReadAllBytes(paths[index]));
        return sha.GetHashAndReset();
    }
}
