using Diffusion.Sampling;

namespace Diffusion.Runtime;

/// <summary>Which steps of a chain a film shows. A step is an evaluation of the network: Heun's sampler has two in each of its own.</summary>
public static class FilmSteps
{
    /// <summary>Every so-manyth step, and as the film's end the last, whose frame is the finished image.</summary>
    /// <param name="plan">The chain.</param>
    /// <param name="every">1 or more.</param>
    public static IReadOnlyList<PlannedStep> Of(SamplingPlan plan, int every)
    {
        PlannedStep[] steps = [.. plan.Steps.Where(step => step.NeedsNetwork)];
        return [.. steps.SkipLast(1).Where((_, done) => Shows(done, every)), steps[^1]];
    }

    /// <summary>Whether x̂₀ of the step after so many is kept.</summary>
    internal static bool Shows(int stepsDone, int every) => every > 0 && (stepsDone + 1) % every == 0;
}
