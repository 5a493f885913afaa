namespace Diffusion.Azurite.Faults;

/// <summary>
/// Which requests go wrong, and how: a function of the seed and the request's number. Which request gets which number is up to
/// the race of the clients.
/// </summary>
/// <param name="seed">Another seed, other faults.</param>
/// <param name="kinds">What may go wrong, each as likely as the others; a kind may stand several times.</param>
public sealed class FaultPlan(int seed, params IEnumerable<Fault> kinds)
{
    private readonly Fault[] kinds = [.. kinds];
    private readonly Random random = new(seed);
    private readonly Lock gate = new();
    private double rate;

    /// <summary>Everything that a network and a service can do to a client; silence, which costs the client's time-out, less often.</summary>
    public static IReadOnlyList<Fault> All { get; } =
    [
        Fault.Error, Fault.Busy, Fault.DoneError, Fault.SlowError, Fault.Cut, Fault.DoneCut, Fault.HalfAnswer,
        Fault.Error, Fault.Busy, Fault.DoneError, Fault.SlowError, Fault.Cut, Fault.DoneCut, Fault.HalfAnswer,
        Fault.Silence,
    ];

    /// <summary>The share of requests that go wrong, from 0 to 1.</summary>
    public double Rate
    {
        get => Volatile.Read(ref rate);
        set => Volatile.Write(ref rate, value);
    }

    /// <summary>Which requests may go wrong; all, unless set.</summary>
    public Func<StorageRequest, bool> Concerns { get; set; } = _ => true;

    /// <summary>The fate of the next request.</summary>
    public Fault Next(StorageRequest request)
    {
        if (!Concerns(request))
        {
            return Fault.None;
        }

        lock (gate)
        {
            return random.NextDouble() < Rate ? kinds[random.Next(kinds.Length)] : Fault.None;
        }
    }
}

/// <summary>A request to the storage service.</summary>
/// <param name="Method">GET, PUT, …</param>
/// <param name="Target">Path and query, as they were sent.</param>
public sealed record StorageRequest(string Method, string Target);
