using System.IO.Compression;

namespace Diffusion.Trainer.Datasets.Npz;

/// <summary>Writes <c>.npz</c>, array by array; the file is there in full once this is disposed.</summary>
/// <param name="path">Replaced where it exists.</param>
/// <param name="compress">Deflated (numpy.savez_compressed) instead of stored (numpy.savez).</param>
public sealed class NpzWriter(string path, bool compress = false) : IDisposable
{
    // The earliest date that a zip file knows: equal arrays make equal files.
    private static readonly DateTimeOffset Date = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly ZipArchive archive = new(File.Create(path), ZipArchiveMode.Create);

    /// <param name="name">Without <c>.npy</c>; guided-diffusion's are arr_0 (images) and arr_1 (labels).</param>
    /// <param name="array">Its elements.</param>
    public void Add(string name, NpyArray array)
    {
        using var stream = Create(name);
        array.Write(stream);
    }

    /// <summary>Adds an array that is made item by item.</summary>
    /// <param name="name">Without <c>.npy</c>.</param>
    /// <param name="header">Type and shape.</param>
    /// <param name="rows">As many items as the first dimension says, each of <see cref="NpyHeader.RowLength"/> bytes.</param>
    /// <exception cref="TrainerException">There are more or fewer bytes than the head says.</exception>
    public void Add(string name, NpyHeader header, IEnumerable<byte[]> rows)
    {
        using var stream = Create(name);
        header.Write(stream);
        var written = 0L;
        foreach (var row in rows)
        {
            stream.Write(row);
            written += row.Length;
        }

        if (written != header.Length)
        {
            throw new TrainerException($"Array '{name}' of '{path}' got {written} bytes, but [{string.Join(", ", header.Shape)}] has {header.Length}. Name the shape of what is written.");
        }
    }

    public void Dispose() => archive.Dispose();

    private Stream Create(string name)
    {
        var entry = archive.CreateEntry(name + ".npy", compress ? CompressionLevel.Optimal : CompressionLevel.NoCompression);
        entry.LastWriteTime = Date;
        return entry.Open();
    }
}
