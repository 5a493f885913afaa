using Diffusion.Contracts;
using Diffusion.Runtime;
using Diffusion.Sampling;

namespace Diffusion.Jobs;

/// <summary>How many frames a job's films may have.</summary>
internal static class FilmCheck
{
    /// <summary>What can be said without a model.</summary>
    public static void Check(JobRequest request, List<JobProblem> problems)
    {
        if (request.Film is < 1)
        {
            problems.Add(new JobProblem("film", $"{request.Film}", "a film has every k-th step, k being 1 or more", "Set film to 1 or more, or leave it out for no films."));
        }
    }

    /// <summary>The problem of a job whose films have too many frames; null for all others.</summary>
    public static JobProblem? TooManyFrames(JobRequest request, SamplingPlan plan, JobLimits limits)
    {
        if (request.Film is not { } every || every < 1)
        {
            return null;
        }

        var frames = FilmSteps.Of(plan, every).Count;
        if (frames > limits.MaxFilmFrames)
        {
            return new JobProblem("film", $"{every}", $"a film has at most {limits.MaxFilmFrames} frames and this makes {frames}", $"Set film to {Least(plan, limits.MaxFilmFrames)} or more.");
        }

        // A count over its own limit has its problem already.
        var all = (long)frames * request.Count;
        return request.Count > limits.MaxImages || all <= limits.MaxJobFilmFrames
            ? null
            : new JobProblem(
                "film", $"{every}", $"all films of a job have at most {limits.MaxJobFilmFrames} frames and this makes {all} ({request.Count} images with {frames} each)",
                $"Set count to {limits.MaxJobFilmFrames / frames} or less, or film to more.");
    }

    // ⌈n/k⌉ frames of n steps.
    private static int Least(SamplingPlan plan, int frames)
    {
        var steps = FilmSteps.Of(plan, 1).Count;
        return (steps + frames - 1) / frames;
    }
}
