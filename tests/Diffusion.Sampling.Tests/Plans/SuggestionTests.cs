using System.Globalization;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;

namespace Diffusion.Sampling.Tests.Plans;

/// <summary>
/// What the message of an impossible plan suggests is done, and then there is a plan. A suggestion for the steps knows nothing of
/// the start, so where it begins too late for noise a second message says so, and what that suggests works.
/// </summary>
public sealed partial class SuggestionTests
{
    /// <summary>Messages one after another: an end, the steps between the ends, the start, and steps and start again at another t′.</summary>
    private const int Rounds = 5;

    private static readonly DiffusionModelSettings Model = new(NoiseSchedule.Create("cosine", 1000), PredictionKind.V, VarianceKind.FixedSmall);

    [Theory]
    [InlineData("2000")]
    [InlineData("0")]
    [InlineData("0,0")]
    [InlineData("1")]
    [InlineData("600,100")]
    [InlineData("100,1,501")]
    [InlineData("ddim300")]
    [InlineData("ddim0")]
    [InlineData("quad0")]
    [InlineData("quad25")]
    [InlineData("uniform1001")]
    [InlineData("leading2")]
    [InlineData("trailing0")]
    [InlineData("linspace-3")]
    [InlineData("logsnr1")]
    [InlineData("karras1001")]
    [InlineData("euler")]
    public void Create_ImpossibleSteps_SuggestsStepsThatWork(string steps) => AssertRepairable(Model, new SamplingOptions { Steps = steps });

    /// <summary>T, the steps and both ends at random, most of them impossible.</summary>
    [Fact]
    public void Create_AnyStepsAndEnds_AreRepairable() =>
        Prop.ForAll(
            ArbMap.Default.ArbFor<int>(),
            seed =>
            {
                var random = new Random(seed);
                var model = Model with { Schedule = NoiseSchedule.Create("cosine", random.Next(30, 300)) };
                string[] forms = ["", "", "ddim", "quad", "uniform", "leading", "trailing", "linspace", "logsnr", "karras"];
                AssertRepairable(model, new SamplingOptions
                {
                    Steps = forms[random.Next(forms.Length)] + random.Next(0, 400).ToString(CultureInfo.InvariantCulture),
                    StartTimestep = random.Next(2) == 0 ? null : random.Next(-5, 400),
                    EndTimestep = random.Next(2) == 0 ? 0 : random.Next(-5, 20),
                });
            }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(5000, "25")]
    [InlineData(0, "25")]
    [InlineData(600, "25")]
    [InlineData(600, "quad25")]
    [InlineData(900, "quad25")]
    public void Create_ImpossibleStart_SuggestsStartsThatWork(int startTimestep, string steps) =>
        AssertRepairable(Model, new SamplingOptions { StartTimestep = startTimestep, Steps = steps });

    [Theory]
    [InlineData(1000)]
    [InlineData(-1)]
    public void Create_ImpossibleEnd_SuggestsEndsThatWork(int endTimestep) =>
        AssertRepairable(Model, new SamplingOptions { EndTimestep = endTimestep, Steps = "" });

    /// <summary>guided-diffusion's linear betas for few timesteps reach 1, after which nothing of the image is left.</summary>
    [Fact]
    public void Create_ChainFromAlphaBarOfZero_SuggestsAStartThatWorks() =>
        AssertRepairable(Model with { Schedule = NoiseSchedule.Create("linear", 20) }, new SamplingOptions { Steps = "" });

    [Fact]
    public void Create_SeveralProblems_AreAllRepairable() =>
        AssertRepairable(Model, new SamplingOptions { Sampler = SamplerKind.Ddim, Eta = 2, Steps = "ddim300", EndTimestep = 3000, Thresholding = ThresholdingKind.Dynamic, ThresholdPercentile = 2 });

    [Theory]
    [InlineData(GuidanceKind.Classifier, 1e9, 0)]
    [InlineData(GuidanceKind.ClassifierFree, -1, 0)]
    [InlineData(GuidanceKind.ClassifierFree, 2, 1.5)]
    [InlineData(GuidanceKind.Classifier, 2, 0.5)]
    public void Create_ImpossibleGuidance_SuggestsGuidanceThatWorks(GuidanceKind kind, double scale, double rescale) =>
        AssertRepairable(Model, new SamplingOptions { Guidance = new GuidanceOptions { Kind = kind, Scale = scale, Rescale = rescale } });

    private static void AssertRepairable(DiffusionModelSettings model, SamplingOptions options, int rounds = Rounds)
    {
        string problem;
        try
        {
            Assert.NotEmpty(SamplingPlan.Create(model, options).Steps);
            return;
        }
        catch (SamplingException exception)
        {
            problem = exception.Problems[0];
            rounds += exception.Problems.Count - 1;
        }

        Assert.True(rounds > 0, $"Suggestions lead from one problem to the next: {problem}");
        var suggested = Suggested(problem, options).ToList();
        Assert.True(suggested.Count > 0, $"Nothing concrete is suggested: {problem}");
        suggested.ForEach(better => AssertRepairable(model, better, rounds - 1));
    }

    /// <summary>The options with each thing done that a problem's last sentence says.</summary>
    private static IEnumerable<SamplingOptions> Suggested(string problem, SamplingOptions options)
    {
        var action = LastSentence().Match(problem).Value;
        var numbers = Numbers().Matches(action).Select(match => double.Parse(match.Value, CultureInfo.InvariantCulture)).ToList();
        var quoted = Quoted().Matches(action).Select(match => match.Groups["text"].Value).ToList();
        switch (problem.Split(' ')[0])
        {
            case "steps" when SectionOf().Match(problem) is { Success: true } section:
                var counts = options.Steps.Split(',');
                counts[int.Parse(section.Groups["section"].Value, CultureInfo.InvariantCulture) - 1] = $"{numbers[0]}";
                return [options with { Steps = string.Join(',', counts) }];
            case "steps" or "startTimestep" when action.Contains("start from an image", StringComparison.Ordinal):
                var better = quoted.Count == 0 ? options : options with { Steps = quoted[0] };
                var starts = action.StartsWith("Set startTimestep", StringComparison.Ordinal)
                    ? [.. numbers.Take(2).Select(start => better with { StartTimestep = (int)start }), better with { StartTimestep = null }]
                    : quoted.Count == 0 ? Array.Empty<SamplingOptions>() : [better];
                return [.. starts, options with { Start = StartKind.Image }];
            case "steps":
                return (quoted.Count > 0 ? quoted : [$"{numbers[0]}"]).Select(steps => options with { Steps = steps });
            case "startTimestep":
                return [.. numbers.Select(start => options with { StartTimestep = (int)start }), options with { StartTimestep = null }];
            case "endTimestep":
                return [.. numbers.Select(end => options with { EndTimestep = (int)end }), options with { EndTimestep = 0 }];
            case "The" when action.Contains("startTimestep", StringComparison.Ordinal):
                return [options with { StartTimestep = (int)numbers[^1] }];
            case "eta":
                return Limits(problem).Select(eta => options with { Eta = eta });
            case "the":
                return [options with { ThresholdPercentile = numbers[0] }];
            case "guidance" when problem.StartsWith("guidance scale", StringComparison.Ordinal):
                return Limits(problem).Select(scale => options with { Guidance = options.Guidance with { Scale = scale } });
            case "guidance" when problem.Contains("lies between", StringComparison.Ordinal):
                return Limits(problem).Select(rescale => options with { Guidance = options.Guidance with { Rescale = rescale } });
            case "guidance":
                return
                [
                    options with { Guidance = options.Guidance with { Rescale = 0 } },
                    options with { Guidance = options.Guidance with { Kind = GuidanceKind.ClassifierFree } },
                    options with { Guidance = options.Guidance with { Kind = GuidanceKind.Autoguidance } },
                ];
            default:
                return [];
        }
    }

    private static double[] Limits(string problem)
    {
        var limits = Between().Match(problem);
        return [.. new[] { "low", "high" }.Select(name => double.Parse(limits.Groups[name].Value, CultureInfo.InvariantCulture))];
    }

    [GeneratedRegex(@"[A-Z][^.]*(\.[0-9][^.]*)*\.$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex LastSentence();

    [GeneratedRegex(@"(?<![a-z0-9'.])[0-9]+(\.[0-9]+)?(?!')", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Numbers();

    [GeneratedRegex("'(?<text>[a-z0-9,]+)'", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Quoted();

    [GeneratedRegex("in section (?<section>[0-9]+) of", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SectionOf();

    [GeneratedRegex(@"lies between (?<low>[0-9.]+)( \([^)]*\))? and (?<high>[0-9.]*[0-9])", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Between();
}
