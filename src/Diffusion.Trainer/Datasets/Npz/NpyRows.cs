namespace Diffusion.Trainer.Datasets.Npz;

/// <summary>An array that is read item by item along its first dimension, so that it may be larger than the memory.</summary>
public sealed class NpyRows : IDisposable
{
    private readonly Stream stream;
    private readonly string place;

    /// <param name="stream">At the array's beginning; disposed with this.</param>
    /// <param name="available">Bytes from there on.</param>
    /// <param name="place">Names the array in errors.</param>
    /// <exception cref="TrainerException">See <see cref="NpyHeader.Read"/>.</exception>
    public NpyRows(Stream stream, long available, string place)
    {
        (this.stream, this.place) = (stream, place);
        Header = NpyHeader.Read(stream, available, place);
    }

    public NpyHeader Header { get; }

    /// <summary>Reads the next items.</summary>
    /// <param name="destination">As many bytes as they have: <see cref="NpyHeader.RowLength"/> each.</param>
    /// <exception cref="TrainerException">The file ends before, or its compressed bytes are damaged.</exception>
    public void Read(Span<byte> destination)
    {
        int read;
        try
        {
            read = stream.ReadAtLeast(destination, destination.Length, throwOnEndOfStream: false);
        }
        catch (InvalidDataException error)
        {
            throw new TrainerException($"{place} is damaged: {error.Message} Write it again.", error);
        }

        if (read < destination.Length)
        {
            throw new TrainerException($"{place} ends {destination.Length - read} bytes too early. It is truncated: write it again.");
        }
    }

    /// <summary>Reads what is there as one array in memory.</summary>
    /// <exception cref="TrainerException">It is larger than an array may be (2 GiB), or see <see cref="Read"/>.</exception>
    public NpyArray ReadAll()
    {
        if (Header.Length > Array.MaxLength)
        {
            throw new TrainerException($"{place} has {Header.Length} bytes, but at most {Array.MaxLength} are read at once. Part it into several files.");
        }

        var data = new byte[Header.Length];
        Read(data);
        return new NpyArray(Header, data);
    }

    public void Dispose() => stream.Dispose();
}
