using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Diffusion.Contracts.Tests.Reading;

public sealed class JobReaderTests
{
    private const string Good = """{"model":"shapes32","count":4}""";

    [Fact]
    public void Read_LeastJob_HasTheDefaults()
    {
        var reading = JobReader.Read(Good);

        Assert.Empty(reading.Problems);
        Assert.Equal(new JobRequest { Model = "shapes32", Count = 4 }, reading.Request);
    }

    /// <summary>A small message must not make a large answer.</summary>
    [Fact]
    public void Read_ManyProblems_NamesSomeAndCountsTheOthers()
    {
        var members = string.Concat(Enumerable.Range(0, 500).Select(member => $",\"unknown{member}\":1"));

        var problems = JobReader.Read(Good[..^1] + members + "}").Problems;

        Assert.Equal(101, problems.Count);
        Assert.Equal("400 more problems", problems[^1].Value);
    }

    [Fact]
    public void Read_Base64OfJson_IsTheJob() =>
        Assert.Equal(JobReader.Read(Good).Request, JobReader.Read(Convert.ToBase64String(Encoding.UTF8.GetBytes(Good))).Request);

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("[1]")]
    [InlineData("{\"model\":")]
    [InlineData("null")]
    [InlineData("\ud800")]
    [InlineData("{\"model\":\"\\ud800\",\"count\":1}")]
    [InlineData("{\"\\ud800\":1}")]
    public void Read_NotAJob_SaysSo(string message)
    {
        var reading = JobReader.Read(message);

        Assert.Null(reading.Request);
        Assert.Equal("message", Assert.Single(reading.Problems).Field);
    }

    [Theory]
    [InlineData("version", "2")]
    [InlineData("id", "5")]
    [InlineData("model", "null")]
    [InlineData("labels", "{}")]
    [InlineData("labels", "[1.5]")]
    [InlineData("count", "\"4\"")]
    [InlineData("count", "1e99")]
    [InlineData("thresholding", "\"clip\"")]
    [InlineData("thresholdPercentile", "\"0.9\"")]
    [InlineData("endTimestep", "1.5")]
    [InlineData("startImages", "[]")]
    [InlineData("startImages", "[\"../a.png\"]")]
    [InlineData("startImages", "[1]")]
    [InlineData("start", "\"middle\"")]
    [InlineData("interpolate", "[[1,2]]")]
    [InlineData("interpolate", "{\"pairs\":[[1]],\"count\":3}")]
    [InlineData("interpolate", "{\"pairs\":[[1,-2]],\"count\":3}")]
    [InlineData("interpolate", "{\"pairs\":[[1,2]],\"count\":1}")]
    [InlineData("count", "1.5")]
    [InlineData("seed", "-1")]
    [InlineData("sampler", "\"euler\"")]
    [InlineData("eta", "\"NaN\"")]
    [InlineData("steps", "2.5")]
    [InlineData("timesteps", "\"0,5\"")]
    [InlineData("timesteps", "[]")]
    [InlineData("timesteps", "[0.5]")]
    [InlineData("startTimestep", "\"last\"")]
    [InlineData("guidance", "\"none\"")]
    [InlineData("networkSees", "true")]
    [InlineData("film", "\"all\"")]
    [InlineData("film", "2.5")]
    [InlineData("film", "true")]
    [InlineData("prefix", "[]")]
    [InlineData("colour", "1")]
    public void Read_BadMember_NamesItAndItsValue(string member, string value)
    {
        var members = new Dictionary<string, string>(StringComparer.Ordinal) { ["model"] = "\"m\"", ["count"] = "4", [member] = value };

        var reading = JobReader.Read("{" + string.Join(",", members.Select(pair => $"\"{pair.Key}\":{pair.Value}")) + "}");

        var problem = Assert.Single(reading.Problems);
        Assert.Equal(member, problem.Field);
        Assert.Equal(value, problem.Value);
        Assert.NotEmpty(problem.Action);
    }

    [Theory]
    [InlineData("""{"kind":"classifier","scale":"NaN"}""", "guidance.scale")]
    [InlineData("""{"kind":"classifier","scale":1e999}""", "guidance.scale")]
    [InlineData("""{"kind":"classifier","scales":2}""", "guidance.scales")]
    [InlineData("""{"kind":"classifier","scales":[]}""", "guidance.scales")]
    [InlineData("""{"kind":"classifier","scales":[1,"2"]}""", "guidance.scales")]
    [InlineData("""{"kind":"classifier","scale":1,"scales":[1,2]}""", "guidance.scales")]
    [InlineData("""{"kind":"magic"}""", "guidance.kind")]
    [InlineData("""{"scale":1}""", "guidance.kind")]
    [InlineData("""{"kind":"none","size":1}""", "guidance.size")]
    public void Read_BadGuidance_NamesTheMember(string guidance, string field) =>
        Assert.Equal(field, Assert.Single(JobReader.Read($$"""{"model":"m","count":4,"guidance":{{guidance}}}""").Problems).Field);

    [Theory]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public void Read_Scales_AreAtMostTheLimit(int count, bool isRead)
    {
        var reading = JobReader.Read($$"""{"model":"m","count":4,"guidance":{"kind":"classifier","scales":[{{string.Join(',', Enumerable.Range(0, count))}}]} }""");

        Assert.Equal(isRead, reading.Problems.Count == 0);
    }

    [Fact]
    public void Read_ManyProblems_ListsAllAndKeepsTheId()
    {
        var reading = JobReader.Read("""{"id":"a","count":"x","seed":-1,"colour":1,"sampler":"euler"}""");

        Assert.Equal("a", reading.Id);
        Assert.Equal(["colour", "count", "model", "sampler", "seed"], reading.Problems.Select(problem => problem.Field).Order());
    }

    [Theory]
    [InlineData("25")]
    [InlineData("\"\"")]
    public void Read_StepsAndTimesteps_IsTheOneOrTheOther(string steps)
    {
        var problem = Assert.Single(JobReader.Read($$"""{"model":"m","count":4,"steps":{{steps}},"timesteps":[0,999]}""").Problems);

        Assert.Equal("timesteps is 2 timesteps, but steps is given as well, and a job has the one or the other. Leave one of them out.", problem.ToString());
    }

    [Fact]
    public void Read_Film_IsItsNumber()
    {
        Assert.Equal(5, JobReader.Read("""{"model":"m","count":4,"film":5}""").Request!.Film);
        Assert.Null(JobReader.Read(Good).Request!.Film);
    }

    [Fact]
    public void Read_RepeatedMember_IsRefused() =>
        Assert.Equal("count", Assert.Single(JobReader.Read("""{"model":"m","count":4,"count":5}""").Problems).Field);

    [Fact]
    public void Read_JobBlob_IsAReference()
    {
        var reading = JobReader.Read("""{"version":1,"jobBlob":"inbox/big.json"}""");

        Assert.Empty(reading.Problems);
        Assert.Equal("inbox/big.json", reading.JobBlob);
        Assert.Null(reading.Request);
    }

    [Theory]
    [InlineData("""{"jobBlob":"../secret.json"}""")]
    [InlineData("""{"jobBlob":"https://host/x.json"}""")]
    [InlineData("""{"jobBlob":7}""")]
    [InlineData("""{"jobBlob":"inbox/a.json","model":"m"}""")]
    public void Read_BadJobBlob_IsRefused(string message) => Assert.Single(JobReader.Read(message).Problems);

    [Theory]
    [InlineData("a", true)]
    [InlineData("a/b.c/d-e_f", true)]
    [InlineData("", false)]
    [InlineData("/a", false)]
    [InlineData("a/", false)]
    [InlineData("a//b", false)]
    [InlineData("..", false)]
    [InlineData("a/../b", false)]
    [InlineData("a/./b", false)]
    [InlineData("a/b.", false)]
    [InlineData("a\\b", false)]
    [InlineData("a b", false)]
    public void IsInside_Path_Answers(string path, bool expected) => Assert.Equal(expected, BlobPath.IsInside(path));

    [Fact]
    public void Read_AnyText_ThrowsNothing() => Prop.ForAll(ArbMap.Default.ArbFor<string>(), text =>
    {
        var reading = JobReader.Read(text ?? "");
        return reading.Request is not null || reading.Problems.Count > 0;
    }).QuickCheckThrowOnFailure();
}
