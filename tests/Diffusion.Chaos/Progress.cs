using System.Diagnostics;

namespace Diffusion.Chaos;

/// <summary>Says what is going on, with the time since the start.</summary>
/// <param name="say">Takes a line.</param>
internal sealed class Progress(Action<string> say)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly Stopwatch clock = Stopwatch.StartNew();

    public void Say(string line) => say($"[{clock.Elapsed:hh\\:mm\\:ss}] {line}");

    /// <summary>Says a line every few seconds, until it is disposed.</summary>
    public IDisposable Watch(Func<string> line) => new Timer(_ => Say(line()), null, Interval, Interval);
}
