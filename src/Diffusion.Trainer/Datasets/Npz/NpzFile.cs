using System.IO.Compression;

namespace Diffusion.Trainer.Datasets.Npz;

/// <summary>Reads <c>.npz</c>: named arrays in a zip file, stored or deflated, as numpy.savez and numpy.savez_compressed write them.</summary>
public sealed class NpzFile : IDisposable
{
    private const string Extension = ".npy";

    // Deflate makes at most 1,032 bytes of one.
    private const long LargestExpansion = 1032;

    private readonly string path;
    private readonly ZipArchive archive;

    /// <exception cref="TrainerException">There is no such file, or it is not a zip file.</exception>
    public NpzFile(string path)
    {
        this.path = path;
        if (!File.Exists(path))
        {
            throw new TrainerException($"There is no file '{path}'. Name an .npz file.");
        }

        try
        {
            archive = ZipFile.OpenRead(path);
            Names = [.. archive.Entries.Select(entry => NameOf(entry.FullName))];
        }
        catch (InvalidDataException error)
        {
            archive?.Dispose();
            throw new TrainerException($"'{path}' is not an .npz file, or truncated: {error.Message} Write it again with numpy.savez.", error);
        }
    }

    /// <summary>Names of the arrays without <c>.npy</c>, for instance arr_0.</summary>
    public IReadOnlyList<string> Names { get; }

    public bool Has(string name) => Names.Contains(name);

    /// <summary>An array in memory.</summary>
    /// <exception cref="TrainerException">There is none of this name, or see <see cref="NpyRows.ReadAll"/>.</exception>
    public NpyArray Read(string name)
    {
        using var rows = Open(name);
        return rows.ReadAll();
    }

    /// <summary>An array to read item by item. One at a time.</summary>
    /// <exception cref="TrainerException">There is none of this name, or see <see cref="NpyHeader.Read"/>.</exception>
    public NpyRows Open(string name)
    {
        var entry = archive.Entries.FirstOrDefault(entry => NameOf(entry.FullName) == name)
            ?? throw new TrainerException($"'{path}' has no array '{name}'. It has: {string.Join(", ", Names)}.");
        var place = $"Array '{name}' of '{path}'";
        if (entry.Length > (entry.CompressedLength + 1) * LargestExpansion)
        {
            throw new TrainerException($"{place} says that {entry.CompressedLength} bytes unpack to {entry.Length}, which none do. It is damaged: write it again.");
        }

        try
        {
            return new NpyRows(entry.Open(), entry.Length, place);
        }
        catch (InvalidDataException error)
        {
            throw new TrainerException($"{place} is damaged: {error.Message} Write it again.", error);
        }
    }

    public void Dispose() => archive.Dispose();

    private static string NameOf(string entry) => entry.EndsWith(Extension, StringComparison.Ordinal) ? entry[..^Extension.Length] : entry;
}
