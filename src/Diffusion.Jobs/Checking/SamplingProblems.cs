using System.Text.RegularExpressions;
using Diffusion.Contracts;

namespace Diffusion.Jobs;

/// <summary>Turns a sentence of the sampler into a problem of the job's member that it speaks of.</summary>
internal static partial class SamplingProblems
{
    public static JobProblem Of(string sentence, JobRequest request)
    {
        var member = Member(sentence);
        var value = member switch
        {
            "steps" => $"\"{request.Steps}\"",
            "startTimestep" => $"{request.StartTimestep}",
            "eta" => $"{request.Eta}",
            "guidance.scale" => $"{request.Guidance.Scale}",
            "networkSees" => "nullClass",
            _ => request.Sampler.ToString(),
        };
        var parts = Sentence().Match(sentence);
        return parts.Success
            ? new JobProblem(member, value, parts.Groups["limit"].Value, parts.Groups["action"].Value)
            : new JobProblem(member, value, sentence, "Change it.");
    }

    private static string Member(string sentence) => sentence switch
    {
        _ when sentence.StartsWith("startTimestep") => "startTimestep",
        _ when sentence.StartsWith("steps") || sentence.StartsWith("timesteps") || sentence.StartsWith("The plan") => "steps",
        _ when sentence.StartsWith("eta") => "eta",
        _ when sentence.StartsWith("guidance scale") => "guidance.scale",
        _ when sentence.Contains("see the label") => "networkSees",
        _ => "sampler",
    };

    /// <summary>"[… is V, but ]limit. Action" where the action is the last sentence.</summary>
    [GeneratedRegex(@"^(.*? is .*?, (but|where) )?(?<limit>.+)\. (?<action>[A-Z][^.]*(\.[0-9][^.]*)*\.)$", RegexOptions.ExplicitCapture | RegexOptions.Singleline, 1000)]
    private static partial Regex Sentence();
}
