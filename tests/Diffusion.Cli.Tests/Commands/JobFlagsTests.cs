using System.CommandLine;
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
