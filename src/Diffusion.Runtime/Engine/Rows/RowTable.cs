namespace Diffusion.Runtime;

/// <summary>
/// Which images lie in which rows of the device batch. Occupied rows are always the first ones, in the order of admission;
/// an image takes one row, or two neighbouring ones while it needs them.
/// </summary>
/// <param name="limit">Rows that are shared; an image that needs more is admitted alone.</param>
internal sealed class RowTable(int limit)
{
    private readonly List<Sample> samples = new(limit);
    private bool hasGone;

    /// <summary>In the order of their rows.</summary>
    public List<Sample> Samples => samples;

    /// <summary>Rows in use since the last <see cref="Place"/>.</summary>
    public int Occupied { get; private set; }

    /// <summary>Whether images have come or gone since the last <see cref="Place"/>, or one needs more or fewer rows than it has.</summary>
    public bool HasChanged
    {
        get
        {
            foreach (var sample in samples)
            {
                if (sample.Row < 0 || sample.NullRow != sample.Row + sample.WidthNow - 1)
                {
                    return true;
                }
            }

            return hasGone;
        }
    }

    /// <summary>Room is kept for the most rows that each image will need.</summary>
    public bool HasRoomFor(Sample sample)
    {
        var reserved = sample.Width;
        foreach (var admitted in samples)
        {
            reserved += admitted.Width;
        }

        return samples.Count == 0 || reserved <= limit;
    }

    public void Admit(Sample sample) => samples.Add(sample);

    /// <summary>Frees the rows of images that have finished, failed or been given up.</summary>
    public void RemoveEnded()
    {
        for (var i = samples.Count - 1; i >= 0; i--)
        {
            if (samples[i].HasEnded)
            {
                samples.RemoveAt(i);
                hasGone = true;
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
            // Both rows of a pair hold the same x, so a second row begins as a copy of the first.
            for (var k = 0; k < sample.WidthNow; k++)
            {
                fresh[row + k] = sample.Row < 0;
                source[row + k] = Math.Max(sample.Row, 0);
            }

            sample.MoveTo(row);
            row += sample.WidthNow;
        }

        Occupied = row;
        hasGone = false;
    }
}
