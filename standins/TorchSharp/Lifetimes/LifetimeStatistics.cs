namespace TorchSharp;

/// <summary>How many objects one thread has made and not disposed of.</summary>
public class LifetimeStatistics
{
    public long ThreadTotalLiveCount { get; internal set; }
}
