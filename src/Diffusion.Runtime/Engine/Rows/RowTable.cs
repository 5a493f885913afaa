namespace Diffusion.Runtime;

/// <summary>
/// Which images lie in which rows of the device batch. Occupied rows are always the first ones, in the order of admission;
/// an image takes one row, or two neighbouring ones.
/// </summary>
/// <param name="limit">Rows that are shared; an image that needs more is admitted alone.</param>
internal sealed class RowTable(int limit)
{
    private readonly List<Sample> samples = new(limit);

    /// <summary>In the order of their rows.</summary>
    public List<Sample> Samples => samples;

    public int Occupied { get; private set; }

    /// <summary>Whether rows have come, gone or moved since the last <see cref="Place"/>.</summary>
    public bool HasChanged { get; private set; }

    public bool HasRoomFor(Sample sample) => samples.Count == 0 || Occupied + sample.Width <= limit;

    public void Admit(Sample sample)
    {
        samples.Add(sample);
        Occupied += sample.Width;
        HasChanged = true;
    }

    /// <summary>Frees the rows of images that have finished, failed or been given up.</summary>
    public void RemoveEnded()
    {
        for (var i = samples.Count - 1; i >= 0; i--)
        {
            if (samples[i].HasEnded)
            {
                Occupied -= samples[i].Width;
                samples.RemoveAt(i);
                HasChanged = true;
            }
        }
    }

    /// <summary>Gives every image its row, and says where each row's x comes from.</summary>
    /// <param name="source">For each row, the row it had until now.</param>
    /// <param name="fresh">For each row, whether it starts from noise instead.</param>
    public void Place(Span<long> source, Span<bool> fresh)
    {
        fresh.Clear();
        source.Clear();
        var row = 0;
        foreach (var sample in samples)
        {
            for (var k = 0; k < sample.Width; k++)
            {
                fresh[row + k] = sample.Row < 0;
                source[row + k] = sample.Row < 0 ? 0 : sample.Row + k;
            }

            sample.Row = row;
            row += sample.Width;
        }

        HasChanged = false;
    }
}
