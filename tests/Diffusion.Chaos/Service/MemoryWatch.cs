using System.Globalization;

namespace Diffusion.Chaos.Service;

/// <summary>Looks at the resident memory of processes once a second.</summary>
internal sealed class MemoryWatch : IDisposable
{
    private const double Warm = 0.3;
    private const double Growth = 1.1;
    private const long Slack = 24L << 20;

    private readonly Lock gate = new();
    private readonly List<(string Name, int Process)> processes;
    private readonly Dictionary<string, List<long>> seen;
    private readonly Timer timer;

    /// <param name="processes">Names and process ids.</param>
    public MemoryWatch(IEnumerable<(string Name, int Process)> processes)
    {
        this.processes = [.. processes];
        seen = this.processes.ToDictionary(process => process.Name, _ => new List<long>(), StringComparer.Ordinal);
        timer = new Timer(_ => Look(), null, TimeSpan.Zero, TimeSpan.FromSeconds(1));
    }

    /// <summary>The most that a process had, in bytes.</summary>
    public long Peak(string name) => Seen(name).DefaultIfEmpty().Max();

    /// <summary>Medians, in bytes, of the first and the last third after warming up.</summary>
    public (long Early, long Late) Course(string name)
    {
        var all = Seen(name);
        var warm = all.Skip((int)(all.Count * Warm)).ToList();
        return (Median(warm.Take((warm.Count + 2) / 3)), Median(warm.TakeLast((warm.Count + 2) / 3)));
    }

    /// <summary>Whether a process's memory stays: at most a tenth more, or 24 MiB, at the end than after warming up.</summary>
    public bool IsFlat(string name)
    {
        var (early, late) = Course(name);
        return late <= Math.Max(early * Growth, early + Slack);
    }

    /// <summary>A line for a process.</summary>
    public string Line(string name)
    {
        var (early, late) = Course(name);
        return $"{name}: peak {Mebibytes(Peak(name))} MiB, after warming up {Mebibytes(early)} MiB, at the end {Mebibytes(late)} MiB{(IsFlat(name) ? "" : ": it grows")}";
    }

    public void Dispose() => timer.Dispose();

    private static string Mebibytes(long bytes) => $"{bytes / (double)(1 << 20):F0}";

    private static long Median(IEnumerable<long> values)
    {
        var sorted = values.Order().ToList();
        return sorted.Count == 0 ? 0 : sorted[sorted.Count / 2];
    }

    private List<long> Seen(string name)
    {
        lock (gate)
        {
            return [.. seen[name]];
        }
    }

    private void Look()
    {
        foreach (var (name, process) in processes)
        {
            if (ResidentBytes(process) is { } bytes)
            {
                lock (gate)
                {
                    seen[name].Add(bytes);
                }
            }
        }
    }

    private static long? ResidentBytes(int process)
    {
        try
        {
            var line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(text => text.StartsWith("VmRSS:", StringComparison.Ordinal));
            return line is null ? null : long.Parse(line.Split(':', StringSplitOptions.TrimEntries)[1].Split(' ')[0], CultureInfo.InvariantCulture) << 10;
        }
        catch (IOException)
        {
            // It has ended.
            return null;
        }
    }
}
