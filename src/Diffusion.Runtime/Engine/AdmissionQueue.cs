namespace Diffusion.Runtime;

/// <summary>Images that wait for a row, first come, first served: nobody is overtaken, so nobody starves.</summary>
internal sealed class AdmissionQueue
{
    private readonly object gate = new();
    private readonly Queue<Sample> waiting = new();
    private bool isAwake;
    private bool isClosed;

    public bool IsClosed
    {
        get
        {
            lock (gate)
            {
                return isClosed;
            }
        }
    }

    /// <summary>Adds an image, unless the queue is closed.</summary>
    public bool TryAdd(Sample sample)
    {
        lock (gate)
        {
            if (isClosed)
            {
                return false;
            }

            waiting.Enqueue(sample);
        }

        Wake();
        return true;
    }

    /// <summary>Lets a waiting loop look again.</summary>
    public void Wake()
    {
        lock (gate)
        {
            isAwake = true;
            Monitor.Pulse(gate);
        }
    }

    /// <summary>Sleeps until woken; returns at once if that has happened since the last sleep.</summary>
    public void Wait()
    {
        lock (gate)
        {
            while (!isAwake)
            {
                Monitor.Wait(gate);
            }

            isAwake = false;
        }
    }

    /// <summary>Moves images into the table, in order, while there is room.</summary>
    public void Fill(RowTable table)
    {
        lock (gate)
        {
            while (waiting.TryPeek(out var next) && (next.HasEnded || table.HasRoomFor(next)))
            {
                waiting.Dequeue();
                if (!next.HasEnded)
                {
                    table.Admit(next);
                }
            }
        }
    }

    /// <summary>Takes no more, and gives back what still waits.</summary>
    public IReadOnlyList<Sample> Close()
    {
        lock (gate)
        {
            isClosed = true;
            Sample[] left = [.. waiting];
            waiting.Clear();
            return left;
        }
    }
}
