using System.CommandLine;
using System.Text.Json.Nodes;
using Diffusion.Contracts;

namespace Diffusion.Cli.Tests.Commands;

public sealed class JobFlagsTests
{
    [Fact]
    public void ToJson_AllFlags_IsTheJob()
    {
        var json = Json("--model shapes32 --count 8 --id a --labels disc ring --seed 5 --sampler ddpm --steps 10,10,5 --start-timestep 900 --guidance classifier --scale 2.5 --network-sees nullClass --film 5 --prefix p");

        var reading = JobReader.Read(json);
        Assert.Empty(reading.Problems);
        Assert.Equal(
            new JobRequest
            {
                Id = "a",
                Model = "shapes32",
                Labels = LabelSelection.Of("disc", "ring"),
                Count = 8,
                Seed = 5,
                Sampler = SamplerName.Ddpm,
                Steps = "10,10,5",
                StartTimestep = 900,
                Guidance = new GuidanceRequest { Kind = GuidanceName.Classifier, Scale = 2.5 },
                NetworkSees = NetworkSeesName.NullClass,
                Film = 5,
                Prefix = "p",
            },
            reading.Request);
    }

    /// <summary>All that a job may say can be said with flags; the two that others fill in are left out.</summary>
    [Fact]
    public void AddTo_Flags_AreThoseOfEveryMember()
    {
        const string All = "--model m --count 2 --id a --labels disc --seed 18446744073709551615 --sampler heun --eta 0 --timesteps 0 500 999 --start-timestep 1000 --end-timestep 0 "
            + "--start image --start-images a.png b.png --interpolate 1:18446744073709551615 3:4 --interpolate-count 2 --thresholding dynamic --threshold-percentile 0.9 "
            + "--guidance both --scale 2 --classifier-scale 0.5 --rescale 0.7 --gradient-at mean --interval 200:800 --schedule 200:0 600:1.5 --network-sees label --film 5 --prefix p";
        var reading = JobReader.Read(Json(All));

        Assert.Empty(reading.Problems);
        Assert.Equal(
            new JobRequest
            {
                Id = "a",
                Model = "m",
                Labels = LabelSelection.Of("disc"),
                Count = 2,
                Seed = ulong.MaxValue,
                Sampler = SamplerName.Heun,
                Timesteps = new TimestepList(0, 500, 999),
                StartTimestep = 1000,
                Start = StartName.Image,
                StartImages = new BlobList("a.png", "b.png"),
                Interpolate = new Interpolation([(1, ulong.MaxValue), (3, 4)], 2),
                Thresholding = ThresholdingName.Dynamic,
                ThresholdPercentile = 0.9,
                Guidance = new GuidanceRequest
                {
                    Kind = GuidanceName.Both,
                    Scale = 2,
                    ClassifierScale = 0.5,
                    Rescale = 0.7,
                    GradientAt = GradientPointName.Mean,
                    Interval = new TimestepRange(200, 800),
                    Schedule = new TimestepFactors((200, 0), (600, 1.5)),
                },
                Film = 5,
                Prefix = "p",
            },
            reading.Request);
        var written = JsonNode.Parse(Json(All + " --steps 5 --scales 1 2"))!.AsObject();
        Assert.Equal(
            ContractsJson.Default.JobRequest.Properties.Select(property => property.Name).Except(["version", "submitter", "traceParent"]).Order(),
            written.Select(member => member.Key).Order());
        Assert.Equal(
            ContractsJson.Default.GuidanceRequest.Properties.Select(property => property.Name).Order(),
            written["guidance"]!.AsObject().Select(member => member.Key).Order());
    }

    [Theory]
    [InlineData("--interval all", """{"guidance":{"interval":"all"}}""")]
    [InlineData("--interval some", """{"guidance":{"interval":["some"]}}""")]
    [InlineData("--timesteps 5 x", """{"timesteps":[5,"x"]}""")]
    public void ToJson_ListsThatAreNone_AreLeftToTheReader(string line, string json) => Assert.Equal(json, Json(line));

    [Fact]
    public void ToJson_FewFlags_LeavesTheRestToTheContract() => Assert.Equal("""{"model":"m","count":3}""", Json("--model m --count 3"));

    [Fact]
    public void ToJson_Scales_AreAListOfTheGuidance() => Assert.Equal(
        """{"guidance":{"kind":"classifier","scales":[1,2.5]}}""", Json("--guidance classifier --scales 1 2.5"));

    [Fact]
    public void ToJson_AllLabels_IsAll() => Assert.Equal("""{"labels":"all"}""", Json("--labels all"));

    private static string Json(string line)
    {
        var flags = new JobFlags();
        var command = new Command("submit", "");
        flags.AddTo(command);
        var parsed = command.Parse(line);
        Assert.Empty(parsed.Errors);
        return flags.ToJson(parsed);
    }
}
