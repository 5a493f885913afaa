namespace Diffusion.Jobs;

/// <summary>The time that a host which is asked to stop still has for writing what is ready.</summary>
internal sealed class DrainTime : IDisposable
{
    private readonly CancellationTokenSource source = new();
    private readonly CancellationTokenRegistration stopping;
    private readonly TimeSpan duration;
    private int hasBegun;

    public DrainTime(TimeSpan duration, CancellationToken stop)
    {
        this.duration = duration;
        stopping = stop.UnsafeRegister(_ => Begin(), null);
    }

    /// <summary>Cancelled that long after the host was asked to stop.</summary>
    public CancellationToken Token => source.Token;

    /// <summary>Begins it where nobody was asked to stop; does nothing if it has begun.</summary>
    public void Begin()
    {
        if (Interlocked.Exchange(ref hasBegun, 1) == 0)
        {
            source.CancelAfter(duration);
        }
    }

    public void Dispose()
    {
        stopping.Dispose();
        source.Dispose();
    }
}
