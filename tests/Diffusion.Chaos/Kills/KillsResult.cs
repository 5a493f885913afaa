using Diffusion.Chaos.Verdict;

namespace Diffusion.Chaos.Kills;

/// <summary>What a run came to.</summary>
internal sealed record KillsResult(int Kills, int Faults, int Jobs, int Images, Comparison Comparison, string Details)
{
    /// <summary>Whether everything is as on a quiet day.</summary>
    public bool IsGood => Comparison.Problems.Count == 0;

    /// <summary>Whether the workers' clocks should have been wrong and were not.</summary>
    public bool AreClocksRight { get; init; }

    /// <summary>The line that sums it up.</summary>
    public override string ToString() =>
        $"kills {Kills}, faults {Faults}, jobs {Jobs}, images {Images}: lost {Comparison.Lost}, repeated {Comparison.Repeated}, different {Comparison.Different}{(AreClocksRight ? " (clocks were right: there is no C compiler, cc, to make them wrong)" : "")}";
}
