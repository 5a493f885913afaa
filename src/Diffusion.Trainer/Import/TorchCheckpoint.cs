using System.IO.Compression;
using Diffusion.Networks;

namespace Diffusion.Trainer.Import;

/// <summary>
/// A file of <c>torch.save</c>: a zip archive with a pickle (<c>archive/data.pkl</c>) that refers to storages
/// (<c>archive/data/0</c>, …). Tensors are read from the archive when they are wanted, one at a time.
/// </summary>
internal sealed class TorchCheckpoint : IDisposable
{
    private const string PickleName = "data.pkl";
    private const long LargestPickle = 64 << 20;

    private readonly ZipArchive archive;
    private readonly string folder;

    private TorchCheckpoint(ZipArchive archive)
    {
        this.archive = archive;
        var pickles = archive.Entries.Where(entry => entry.Name == PickleName).ToList();
        if (pickles.Count != 1)
        {
            throw new TrainerException($"It holds {pickles.Count} files '{PickleName}' where torch.save writes one. Give a checkpoint of torch.save.");
        }

        folder = pickles[0].FullName[..^PickleName.Length];
        if (archive.GetEntry(folder + "byteorder") is { } order && ReadText(order) is var text && text != "little")
        {
            throw new TrainerException($"Its byte order is '{text}', but only 'little' is read. Save the checkpoint again on a little-endian machine.");
        }

        if (pickles[0].Length > LargestPickle)
        {
            throw new TrainerException($"Its pickle has {pickles[0].Length} bytes, {LargestPickle} are the most. Save the state dict alone.");
        }

        Content = new PickleReader(ReadAll(pickles[0])).Read();
    }

    /// <summary>What was saved, see <see cref="PickleReader.Read"/>.</summary>
    public object? Content { get; }

    /// <exception cref="TrainerException">It is no such file.</exception>
    public static TorchCheckpoint Open(Stream file)
    {
        try
        {
            return new TorchCheckpoint(new ZipArchive(file, ZipArchiveMode.Read));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>A tensor of <see cref="Content"/>, to be read while this is open.</summary>
    /// <exception cref="TrainerException">Its storage is not in the archive, or of another length.</exception>
    public NamedTensor Tensor(string name, PickledTensor tensor)
    {
        var storage = tensor.Storage;
        var entry = archive.GetEntry($"{folder}data/{storage.Key}")
            ?? throw new TrainerException($"The storage '{storage.Key}' of tensor '{name}' is missing. The file was cut short.");
        var size = storage.Type.Size();
        if (entry.Length != (Int128)storage.Count * size || tensor.Reach > Array.MaxLength / size)
        {
            throw new TrainerException($"The storage '{storage.Key}' of tensor '{name}' has {entry.Length} bytes where {storage.Count} numbers of {size} bytes are due. The file is damaged.");
        }

        return new NamedTensor(name, tensor.Shape, () => Read(name, entry, tensor));
    }

    public void Dispose() => archive.Dispose();

    private static Array Read(string name, ZipArchiveEntry entry, PickledTensor tensor)
    {
        try
        {
            return Read(entry, tensor);
        }
        catch (Exception error) when (error is EndOfStreamException or InvalidDataException)
        {
            throw new TrainerException($"Tensor '{name}' cannot be read: {error.Message} The file is damaged.", error);
        }
    }

    private static Array Read(ZipArchiveEntry entry, PickledTensor tensor)
    {
        var type = tensor.Storage.Type;
        using var stream = entry.Open();
        Skip(stream, tensor.Offset * type.Size());
        var reached = type.Read(stream, (int)tensor.Reach);
        return tensor.IsContiguous || tensor.IsEmpty ? reached : reached switch
        {
            float[] values => Gathered(values, tensor),
            double[] values => Gathered(values, tensor),
            _ => Gathered((long[])reached, tensor),
        };
    }

    /// <summary>Row-major elements of a view whose first one is the first of <paramref name="reached"/>.</summary>
    private static T[] Gathered<T>(T[] reached, PickledTensor tensor)
    {
        var values = new T[tensor.Shape.Aggregate(1L, (product, size) => product * size)];
        var index = new long[tensor.Shape.Length];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = reached[index.Zip(tensor.Strides, (place, stride) => place * stride).Sum()];
            for (var axis = index.Length - 1; axis >= 0 && ++index[axis] == tensor.Shape[axis]; axis--)
            {
                index[axis] = 0;
            }
        }

        return values;
    }

    private static void Skip(Stream stream, long count)
    {
        var buffer = new byte[Math.Min(count, 1 << 16)];
        while (count > 0)
        {
            var part = buffer.AsSpan(0, (int)Math.Min(count, buffer.Length));
            stream.ReadExactly(part);
            count -= part.Length;
        }
    }

    private static byte[] ReadAll(ZipArchiveEntry entry)
    {
        var bytes = new byte[entry.Length];
        using var stream = entry.Open();
        stream.ReadExactly(bytes);
        return bytes;
    }

    private static string ReadText(ZipArchiveEntry entry) => entry.Length <= 16 ? System.Text.Encoding.ASCII.GetString(ReadAll(entry)) : "";
}
