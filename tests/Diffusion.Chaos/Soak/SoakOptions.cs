namespace Diffusion.Chaos.Soak;

/// <summary>How long.</summary>
internal sealed record SoakOptions
{
    /// <summary>Other jobs, other faults.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>How long jobs keep coming.</summary>
    public TimeSpan Time { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>Jobs in work at a time.</summary>
    public int InWork { get; init; } = 6;

    /// <summary>A bad job goes in after this many good ones.</summary>
    public int BadEvery { get; init; } = 5;

    /// <summary>The share of storage requests that fail.</summary>
    public double FaultRate { get; init; } = 0.01;

    /// <summary>How long no job may come to its end before the run counts as stuck.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(4);
}
