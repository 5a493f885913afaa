namespace Diffusion.Jobs;

/// <summary>The time that a host which is asked to stop still has for writing what is ready.</summary>
internal sealed class DrainTime : IDisposable
{
    private readonly CancellationTokenSource source = new();
    private readonly CancellationTokenRegistration stopping;

    public DrainTime(TimeSpan duration, CancellationToken stop) => stopping = stop.UnsafeRegister(_ => source.CancelAfter(duration), null);

    /// <summary>Cancelled that long after the host was asked to stop.</summary>
    public CancellationToken Token => source.Token;

    public void Dispose()
    {
        stopping.Dispose();
        source.Dispose();
    }
}
