using System.Text.RegularExpressions;
using Diffusion.Contracts;

namespace Diffusion.Jobs;

/// <summary>Turns a sentence of the sampler into a problem of the job's member that it speaks of.</summary>
internal static partial class SamplingProblems
{
    /// <summary>What says which timesteps a job visits, <c>steps</c> or <c>timesteps</c>, and how a problem shows it.</summary>
    public static (string Member, string Value) Steps(JobRequest request) =>
        request.Timesteps is { } timesteps ? ("timesteps", $"{timesteps.Values.Count} timesteps") : ("steps", $"\"{request.Steps}\"");

    public static JobProblem Of(string sentence, JobRequest request)
    {
        var member = Member(sentence, request);
        var value = member switch
        {
            "steps" or "timesteps" => Steps(request).Value,
            "startTimestep" => $"{request.StartTimestep}",
            "eta" => $"{request.Eta}",
            "endTimestep" => $"{request.EndTimestep}",
            "thresholdPercentile" => $"{request.ThresholdPercentile}",
            "guidance.scale" => $"{request.Guidance.Scale}",
            "guidance.classifierScale" => $"{request.Guidance.ClassifierScale}",
            "guidance.rescale" => $"{request.Guidance.Rescale}",
            "guidance.gradientAt" => "mean",
            "guidance.interval" => $"[{request.Guidance.Interval?.Lowest}, {request.Guidance.Interval?.Highest}]",
            "guidance.schedule" => $"{request.Guidance.Schedule?.Points.Count} points",
            "networkSees" => "nullClass",
            _ => request.Sampler.ToString(),
        };
        var parts = Sentence().Match(sentence);
        return parts.Success
            ? new JobProblem(member, value, parts.Groups["limit"].Value, parts.Groups["action"].Value)
            : new JobProblem(member, value, sentence, "Change it.");
    }

    private static string Member(string sentence, JobRequest request) => sentence switch
    {
        _ when sentence.StartsWith("startTimestep") => "startTimestep",
        _ when sentence.StartsWith("steps") || sentence.StartsWith("timesteps") || sentence.StartsWith("The plan") => Steps(request).Member,
        _ when sentence.StartsWith("eta") => "eta",
        _ when sentence.StartsWith("endTimestep") => "endTimestep",
        _ when sentence.StartsWith("the threshold's percentile") => "thresholdPercentile",
        _ when sentence.StartsWith("The guidance interval") => "guidance.interval",
        _ when GuidanceMember().Match(sentence) is { Success: true } match => $"guidance.{match.Groups["member"].Value}",
        _ when sentence.Contains("see the label") => "networkSees",
        _ => "sampler",
    };

    /// <summary>"guidance scale is …": the member that the sentence begins with.</summary>
    [GeneratedRegex(@"^guidance (?<member>[A-Za-z]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex GuidanceMember();

    /// <summary>"[… is V, but ]limit. Action" where the action is the last sentence.</summary>
    [GeneratedRegex(@"^(.*? is .*?, (but|where) )?(?<limit>.+)\. (?<action>[A-Z][^.]*(\.[0-9][^.]*)*\.)$", RegexOptions.ExplicitCapture | RegexOptions.Singleline, 1000)]
    private static partial Regex Sentence();
}
