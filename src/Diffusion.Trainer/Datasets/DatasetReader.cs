using System.Security.Cryptography;
using System.Text;
using Diffusion.Trainer.Datasets.Attributes;
using Diffusion.Trainer.Datasets.Preparation;
using Diffusion.Trainer.Datasets.Stored;

namespace Diffusion.Trainer.Datasets;

/// <summary>
/// Reads a data set of any known format: decodes every picture once, leaves out what is broken, and keeps the pictures in memory
/// if they fit.
/// </summary>
public static class DatasetReader
{
    // Sets of fewer bytes of pixels are hashed by pixel, wherever they are kept, so that neither the memory nor the format changes the hash.
    private const long LargestHashedByPixel = DatasetOptions.DefaultMemory;
    private const int MostNamed = 20;
    private const int Rgb = 3;

    /// <param name="path">See <see cref="DatasetFormats.Open"/>.</param>
    /// <param name="options">null: pictures have one size, and a broken one is left out.</param>
    /// <param name="tell">Told what is left out, and how far a long pass is.</param>
    /// <exception cref="TrainerException">
    /// Nothing known is there; a picture's size differs and none is asked for; pictures are broken and <see cref="DatasetOptions.Strict"/>
    /// is set, or all of a class are.
    /// </exception>
    public static ImageSet Read(string path, DatasetOptions? options = null, Action<string>? tell = null)
    {
        options ??= new DatasetOptions();
        options.Require();
        var found = DatasetFormats.Open(path, options.Split);
        var size = options.Size ?? FirstWidth(found.Pictures);
        var length = (long)Rgb * size * size;
        var byPixel = options.Crop != CropKind.Random && length * found.Pictures.Count <= LargestHashedByPixel;

        var scan = new PictureScan(found.Pictures, size, options, tell, !byPixel);
        scan.Run();
        if (scan.Broken.Count > 0)
        {
            RequireHarmless(found, scan.Broken, options.Strict);
            Tell(found, scan.Broken, tell);
        }

        int[] kept = [.. Enumerable.Range(0, found.Pictures.Count).Where(index => !scan.Broken.ContainsKey(index))];
        var whole = kept.Length == found.Pictures.Count ? found : found.Only(kept);
        return new ImageSet(
            whole.Classes,
            whole.Labels,
            scan.Pictures(whole.Pictures, kept),
            byPixel ? null : Hash(whole, size, options.Crop, kept.Select(index => scan.Fingerprints[index])))
        {
            Attributes = options.Crop == CropKind.None ? whole.Attributes : ImageAttributes.None,
            LeftOut = [.. scan.Broken.OrderBy(entry => entry.Key).Select(entry => entry.Value)],
        };
    }

    /// <summary>The size that all pictures must have where none is asked for: the first readable one's width.</summary>
    private static int FirstWidth(IStoredPictures pictures)
    {
        for (var index = 0; index < pictures.Count; index++)
        {
            try
            {
                return pictures.Load(index).Width;
            }
            catch (TrainerException) when (index + 1 < pictures.Count)
            {
                // The scan names it.
            }
        }

        throw new TrainerException("The data set has no pictures. Fill it.");
    }

    private static void RequireHarmless(StoredSet found, IReadOnlyDictionary<int, string> broken, bool strict)
    {
        if (strict)
        {
            throw new TrainerException($"{string.Join('\n', Named(broken))}\n{broken.Count} of {found.Pictures.Count} pictures are broken. Replace or remove them, or leave --strict out.");
        }

        for (var label = 0; label < found.Classes.Count; label++)
        {
            if (Array.IndexOf(found.Labels, label) >= 0 && !found.Labels.Where((own, index) => own == label && !broken.ContainsKey(index)).Any())
            {
                throw new TrainerException($"{string.Join('\n', Named(broken))}\nEvery picture of class '{found.Classes[label]}' is broken. Replace them, or remove the class.");
            }
        }
    }

    private static void Tell(StoredSet found, IReadOnlyDictionary<int, string> broken, Action<string>? tell)
    {
        foreach (var line in Named(broken))
        {
            tell?.Invoke(line);
        }

        tell?.Invoke($"{broken.Count} of {found.Pictures.Count} pictures are broken and left out.");
    }

    private static IEnumerable<string> Named(IReadOnlyDictionary<int, string> broken) =>
        broken.OrderBy(entry => entry.Key).Take(MostNamed).Select(entry => entry.Value)
            .Concat(broken.Count > MostNamed ? [$"… and {broken.Count - MostNamed} more"] : []);

    private static string Hash(StoredSet stored, int size, CropKind crop, IEnumerable<byte[]> fingerprints)
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        sha.AppendData(Encoding.UTF8.GetBytes($"stored {CropKinds.Table.NameOf(crop)} {size} {Rgb} {string.Join('\n', stored.Classes)}\n"));
        foreach (var (label, fingerprint) in stored.Labels.Zip(fingerprints))
        {
            sha.AppendData(BitConverter.GetBytes(label));
            sha.AppendData(fingerprint);
        }

        return Convert.ToHexStringLower(sha.GetHashAndReset());
    }
}
