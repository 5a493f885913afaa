namespace Diffusion.Chaos.BadJobs;

/// <summary>How many bad jobs.</summary>
internal sealed record BadJobsOptions
{
    /// <summary>A few of them, for every day.</summary>
    public static BadJobsOptions Quick { get; } = new() { Messages = 200 };

    /// <summary>Other messages.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Messages that are generated.</summary>
    public int Messages { get; init; } = 2000;

    /// <summary>A good job goes in after this many.</summary>
    public int GoodEvery { get; init; } = 40;

    /// <summary>How long nothing may come to its end before the worker counts as stalled.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(3);
}
