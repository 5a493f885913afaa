using Diffusion.Contracts;

namespace Diffusion.Jobs;

/// <summary>Checks a job's guidance scales against the limits.</summary>
internal static class ScaleCheck
{
    public static void Check(JobRequest request, JobReading reading, JobLimits limits, List<JobProblem> problems)
    {
        var guidance = request.Guidance;
        Check("guidance.scale", guidance.Scale ?? 1);
        Check("guidance.classifierScale", guidance.ClassifierScale);
        foreach (var scale in guidance.Scales?.Values ?? [])
        {
            Check("guidance.scales", scale);
        }

        if (guidance is { Kind: GuidanceName.None, Scales: { } scales } && !reading.Unreadable.Contains("guidance.kind"))
        {
            problems.Add(new JobProblem("guidance.scales", Text(scales), "without guidance there is nothing to scale", "Leave it out, or choose another kind of guidance."));
        }

        void Check(string member, double scale)
        {
            if (!reading.Unreadable.Contains(member) && !IsAllowed(scale, limits))
            {
                problems.Add(new JobProblem(member, $"{scale}", $"a scale lies between {limits.MinGuidanceScale} and {limits.MaxGuidanceScale}", "Set it in that range."));
            }
        }
    }

    /// <summary>Every scale that a job gives must be an image's.</summary>
    public static void CheckReached(JobRequest request, IReadOnlyList<int> labels, JobReading reading, List<JobProblem> problems)
    {
        if (request.Guidance.Scales is not { } scales || labels.Count == 0 || request.Count < 1 || reading.Unreadable.Overlaps(["guidance.scales", "count", "labels", "startImages", "interpolate"]))
        {
            return;
        }

        var reached = ScaleRounds.Reached(request, labels);
        if (reached < scales.Values.Count)
        {
            problems.Add(new JobProblem("guidance.scales", Text(scales),
                $"a scale's turn comes when all labels and start images have had theirs, and {request.Count} images come to {reached} of {scales.Values.Count} scales",
                $"Set count to {ScaleRounds.FewestImages(request, labels)} or more, or give at most {reached}."));
        }
    }

    /// <summary>The guidance with 1 for every scale outside the limits.</summary>
    public static GuidanceRequest Allowed(GuidanceRequest guidance, JobLimits limits)
    {
        var allowed = guidance with { ClassifierScale = Allowed(guidance.ClassifierScale) };
        return guidance.Scales is { } scales
            ? allowed with { Scale = null, Scales = new GuidanceScales(scales.Values.Select(Allowed).Distinct()) }
            : allowed with { Scale = Allowed(guidance.Scale ?? 1) };

        double Allowed(double scale) => IsAllowed(scale, limits) ? scale : 1;
    }

    private static bool IsAllowed(double scale, JobLimits limits) => scale >= limits.MinGuidanceScale && scale <= limits.MaxGuidanceScale;

    private static string Text(GuidanceScales scales) => $"[{string.Join(", ", scales.Values)}]";
}
