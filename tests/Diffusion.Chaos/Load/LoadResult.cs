using Diffusion.Contracts;

namespace Diffusion.Chaos.Load;

/// <summary>What a load came to.</summary>
/// <param name="Jobs">Those that have ended.</param>
/// <param name="Images">Those that were there.</param>
/// <param name="Options">How much it was.</param>
/// <param name="Seconds">From the first message to the last completion.</param>
/// <param name="ModelSeconds">Seconds of an image in the networks alone.</param>
/// <param name="Memory">A line a process.</param>
/// <param name="Problems">Everything that is wrong.</param>
internal sealed record LoadResult(IReadOnlyList<JobRequest> Jobs, int Images, LoadOptions Options, double Seconds, double ModelSeconds, IReadOnlyList<string> Memory, IReadOnlyList<string> Problems)
{
    // Of the jobs, of their batches, of their ends.
    private int Messages => Jobs.Sum(job => 2 + ((job.Count + Options.BatchSize - 1) / Options.BatchSize));

    /// <summary>The share of the workers' time that is not the networks'.</summary>
    private double Around => 1 - (Images * ModelSeconds / (Seconds * Options.Workers));

    /// <summary>The lines that sum it up.</summary>
    public IEnumerable<string> Lines() =>
    [
        .. Memory,
        $"jobs {Jobs.Count}, images {Images}, {Seconds:F0} s: {Messages / Seconds:F1} messages/s, {Images / Seconds:F1} images/s, {Around:P1} of the time not in the model ({ModelSeconds * 1e6:F0} µs an image)",
    ];
}
