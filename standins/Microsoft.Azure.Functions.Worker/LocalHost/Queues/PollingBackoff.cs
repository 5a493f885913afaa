namespace Microsoft.Azure.Functions.Worker.LocalHost.Queues;

/// <summary>Pauses between looks at a queue: 100 ms after messages, then random exponential growth up to a limit.</summary>
internal sealed class PollingBackoff(TimeSpan longest, Random random)
{
    public static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(100);

    private const double Spread = 0.2;
    private TimeSpan current = TimeSpan.Zero;
    private int exponent;

    public void Reset()
    {
        current = TimeSpan.Zero;
        exponent = 0;
    }

    public TimeSpan Next()
    {
        if (current == TimeSpan.Zero)
        {
            return current = Shortest;
        }

        // Each step adds (1 ± 0.2)·2^k of the shortest pause.
        var factor = 1 - Spread + (random.NextDouble() * 2 * Spread);
        var next = current + (Shortest * (factor * Math.Pow(2, exponent)));
        if (next >= longest)
        {
            return current = longest;
        }

        exponent++;
        return current = next;
    }
}
