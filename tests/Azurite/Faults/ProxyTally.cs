using System.Collections.Concurrent;

namespace Diffusion.Azurite.Faults;

/// <summary>What a proxy has seen.</summary>
public sealed class ProxyTally
{
    private readonly ConcurrentDictionary<Fault, int> faults = new();
    private readonly ConcurrentDictionary<string, int> faulty = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> writes = new(StringComparer.Ordinal);
    private long requests;

    /// <summary>Requests in all.</summary>
    public long Requests => Interlocked.Read(ref requests);

    /// <summary>Requests that were made to go wrong.</summary>
    public int Faults => faults.Values.Sum();

    /// <summary>The same by kind.</summary>
    public IReadOnlyDictionary<Fault, int> ByKind => faults;

    /// <summary>How often the service has written a whole blob, by the blob's path (account, container, name). More than once: it was overwritten.</summary>
    public IReadOnlyDictionary<string, int> Writes => writes;

    /// <summary>Requests that were made to go wrong at paths with this part.</summary>
    public int FaultsAt(string part) => faulty.Where(fault => fault.Key.Contains(part, StringComparison.Ordinal)).Sum(fault => fault.Value);

    internal void Count(StorageRequest request, Fault fault)
    {
        Interlocked.Increment(ref requests);
        if (fault != Fault.None)
        {
            faults.AddOrUpdate(fault, 1, (_, count) => count + 1);
            faulty.AddOrUpdate(request.Target.Split('?', 2)[0], 1, (_, count) => count + 1);
        }
    }

    /// <summary>Counts a Put Blob or Put Block List that the service says it has done.</summary>
    internal void CountAnswer(StorageRequest request, int status)
    {
        if (request.Method != "PUT" || status != 201)
        {
            return;
        }

        var parts = request.Target.Split('?', 2);
        if (parts.Length == 1 || parts[1].Contains("comp=blocklist", StringComparison.Ordinal) || !parts[1].Contains("comp=", StringComparison.Ordinal))
        {
            writes.AddOrUpdate(Uri.UnescapeDataString(parts[0]), 1, (_, count) => count + 1);
        }
    }
}
