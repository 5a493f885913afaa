namespace Diffusion.Chaos.Kills;

/// <summary>How much goes wrong.</summary>
internal sealed record KillsOptions
{
    /// <summary>A little of everything, for every day.</summary>
    public static KillsOptions Quick { get; } = new() { Kills = 5, Jobs = 10, InWork = 6, Restarts = 1, LongestPause = TimeSpan.FromSeconds(2) };

    /// <summary>Other jobs, other moments, other faults.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Worker processes that are killed.</summary>
    public int Kills { get; init; } = 50;

    /// <summary>Jobs, at least: as long as processes are killed, there are always some in work.</summary>
    public int Jobs { get; init; } = 40;

    /// <summary>Jobs in work at a time.</summary>
    public int InWork { get; init; } = 8;

    /// <summary>Restarts of Azurite.</summary>
    public int Restarts { get; init; } = 4;

    /// <summary>The share of storage requests that fail.</summary>
    public double FaultRate { get; init; } = 0.1;

    /// <summary>The longest pause between two happenings.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>How far the two workers' wall clocks are off.</summary>
    public IReadOnlyList<TimeSpan> ClockOffsets { get; init; } = [TimeSpan.FromMinutes(7), TimeSpan.FromMinutes(-7)];

    /// <summary>How long nothing may come to its end before the run counts as stuck.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(4);

    /// <summary>Further environment variables of the workers.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
