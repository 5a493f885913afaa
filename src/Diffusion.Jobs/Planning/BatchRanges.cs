namespace Diffusion.Jobs;

/// <summary>
/// The batches of a job. They run in lanes: lane r holds batches r, r + window, r + 2·window, …, and each batch that ends
/// queues the next of its lane. So at most <paramref name="Window"/> batches of a job are queued at a time, nobody has to
/// watch over them, and whatever was cut off goes on from the batches that are done.
/// </summary>
/// <param name="Images">Images of the job.</param>
/// <param name="Size">Images of a batch.</param>
/// <param name="Window">Lanes.</param>
public readonly record struct BatchRanges(int Images, int Size, int Window)
{
    /// <summary>Number of batches.</summary>
    public int Count => (int)(((long)Images + Size - 1) / Size);

    /// <summary>First image and number of images of a batch.</summary>
    public (int First, int Count) Range(int batch)
    {
        var first = batch * Size;
        return (first, Math.Min(Size, Images - first));
    }

    /// <summary>The batch that a batch queues when it is done; null at the end of its lane.</summary>
    public int? NextInLane(int batch) => batch + Window < Count ? batch + Window : null;

    /// <summary>True for the last batch of each lane. Only after such a batch can the whole job be done, so only then is it worth a look.</summary>
    public bool EndsLane(int batch) => NextInLane(batch) is null;

    /// <summary>Whether a lane has a batch that is done behind one that is not: then its own run does not fill the gap.</summary>
    public bool HasGaps(IReadOnlySet<int> done)
    {
        var (count, window) = (Count, Window);
        return done.Any(batch => batch >= window && batch < count && !done.Contains(batch - window));
    }

    /// <summary>For each lane the first batch that is not done: what to queue at the start of a job, and when going on after a break.</summary>
    public IEnumerable<int> Heads(IReadOnlySet<int> done)
    {
        for (var lane = 0; lane < Math.Min(Window, Count); lane++)
        {
            int? batch = lane;
            while (batch is { } candidate && done.Contains(candidate))
            {
                batch = NextInLane(candidate);
            }

            if (batch is { } head)
            {
                yield return head;
            }
        }
    }
}
