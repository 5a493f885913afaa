namespace Diffusion.Chaos.Load;

/// <summary>How much at once.</summary>
internal sealed record LoadOptions
{
    /// <summary>A little of it, for every day.</summary>
    public static LoadOptions Quick { get; } = new() { Images = 2000 };

    /// <summary>Of the images.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Images of one step.</summary>
    public int Images { get; init; } = 100_000;

    /// <summary>Images of a job.</summary>
    public int ImagesPerJob { get; init; } = 100;

    /// <summary>Images of a message.</summary>
    public int BatchSize { get; init; } = 50;

    /// <summary>Worker processes.</summary>
    public int Workers { get; init; } = 2;

    /// <summary>
    /// Jobs at most that are submitted and not yet taken. Azurite looks for a blob or a message among all that it has one by one, so that it would be what is
    /// measured if all jobs waited at once.
    /// </summary>
    public int InWork { get; init; } = 40;

    /// <summary>Whether memory that grows is a problem.</summary>
    public bool IsMemoryJudged { get; init; } = true;

    /// <summary>How long no job may come to its end before the run counts as stuck.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(5);
}
