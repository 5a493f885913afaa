namespace Diffusion.Cli;

/// <summary>What must hold for the demo to count as passed.</summary>
internal static class DemoChecks
{
    /// <summary>Agreement that guidance must reach.</summary>
    public const double LeastGuided = 0.8;

    /// <summary>Agreement without any knowledge of the label is about one in ten; more than this is a leak.</summary>
    public const double MostUnguided = 0.25;

    /// <summary>Agreement may fall by so much from a scale to the next and still count as rising: 2 of 40 images.</summary>
    public const double Slack = 0.05;

    /// <summary>Every check that fails, one sentence each.</summary>
    public static IReadOnlyList<string> Failures(IReadOnlyList<DemoResult> results) =>
    [
        .. results.SelectMany(result => result.Problems.Select(problem => $"{result.Job.Name}: {problem}")),
        .. results.Where(result => result.Job.GradientScale is null).SelectMany(Guided),
        .. Missing(results),
        .. GradientAlone([.. results.Where(result => result.Job.GradientScale is not null).OrderBy(result => result.Job.GradientScale)]),
    ];

    // What was not run has not passed.
    private static IEnumerable<string> Missing(IReadOnlyList<DemoResult> results)
    {
        if (results.All(result => result.Job.GradientScale is not null))
        {
            yield return "no guided job was run.";
        }

        foreach (var scale in DemoJobs.GradientScales.Except(results.Select(result => result.Job.GradientScale).OfType<double>()))
        {
            yield return $"no job was run in which only the gradient knows the label, at scale {scale}.";
        }
    }

    private static IEnumerable<string> Guided(DemoResult result)
    {
        if (!(result.Agreement >= LeastGuided))
        {
            yield return $"{result.Job.Name}: class agreement is {result.Agreement:P0}, but guidance must reach {LeastGuided:P0}.";
        }
    }

    /// <summary>Only the gradient knows the label: agreement begins at chance and rises with the scale. With the gradient's sign flipped it falls.</summary>
    private static IEnumerable<string> GradientAlone(List<DemoResult> results)
    {
        if (results.Count == 0)
        {
            yield break;
        }

        if (!(results[0].Agreement <= MostUnguided))
        {
            yield return $"{results[0].Job.Name}: class agreement is {results[0].Agreement:P0} although nothing knows the label; at most {MostUnguided:P0} is chance.";
        }

        if (!(results[^1].Agreement >= LeastGuided))
        {
            yield return $"{results[^1].Job.Name}: class agreement is {results[^1].Agreement:P0}, but the gradient alone must reach {LeastGuided:P0}.";
        }

        foreach (var (before, after) in results.Zip(results.Skip(1)))
        {
            if (!(after.Agreement >= before.Agreement - Slack))
            {
                yield return $"{after.Job.Name}: class agreement falls from {before.Agreement:P0} to {after.Agreement:P0}, but must rise with the gradient's scale.";
            }
        }
    }
}
