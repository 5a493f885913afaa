using Diffusion.Contracts;

namespace Diffusion.Jobs;

/// <summary>
/// How a job's guidance scales are dealt: one scale a round, and in a round every label stands with every start image that it will
/// ever stand with. Dealt image by image, two scales and ten labels would give each label the same scale always.
/// </summary>
internal static class ScaleRounds
{
    /// <summary>Images of a round; pairs of seeds where the job interpolates.</summary>
    public static long Length(JobRequest request, IReadOnlyList<int> labels) =>
        LeastCommonMultiple(labels.Count, request.StartImages?.Names.Count ?? 1);

    /// <summary>Scales that the job comes to.</summary>
    public static long Reached(JobRequest request, IReadOnlyList<int> labels)
    {
        var turns = request.Interpolate?.Pairs.Count ?? request.Count;
        return (turns + Length(request, labels) - 1) / Length(request, labels);
    }

    /// <summary>The fewest images with which every scale is used.</summary>
    public static long FewestImages(JobRequest request, IReadOnlyList<int> labels) =>
        (((request.Guidance.Scales!.Values.Count - 1) * Length(request, labels)) + 1) * (request.Interpolate?.Count ?? 1);

    private static long LeastCommonMultiple(long a, long b)
    {
        var (divisor, rest) = (a, b);
        while (rest != 0)
        {
            (divisor, rest) = (rest, divisor % rest);
        }

        return a / divisor * b;
    }
}
