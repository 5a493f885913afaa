using System.Text.Json;

namespace Diffusion.Contracts.Tests.Requests;

public sealed class JobRequestTests
{
    private static readonly JobRequest Full = new()
    {
        Id = "cats-1",
        Model = "shapes32",
        Labels = LabelSelection.Of("disc", "3"),
        Count = 12,
        Seed = ulong.MaxValue,
        Sampler = SamplerName.Ddpm,
        Eta = 0.25,
        Steps = "10,10,5",
        StartTimestep = 900,
        Interpolate = new Interpolation([(1, ulong.MaxValue), (3, 4)], 6),
        Start = StartName.Inversion,
        StartImages = new BlobList("inbox/a.png", "b.png"),
        EndTimestep = 20,
        Thresholding = ThresholdingName.Dynamic,
        ThresholdPercentile = 0.99,
        Guidance = new GuidanceRequest
        {
            Kind = GuidanceName.Both,
            Scale = 2.5,
            ClassifierScale = 0.5,
            Rescale = 0.7,
            GradientAt = GradientPointName.Mean,
            Interval = new TimestepRange(100, 800),
            Schedule = new TimestepFactors((200, 0), (600, 1.5)),
        },
        NetworkSees = NetworkSeesName.NullClass,
        Prefix = "team/run",
    };

    [Fact]
    public void Serialize_FullRequest_ReadsBackTheSame()
    {
        var json = JsonSerializer.Serialize(Full, ContractsJson.Default.JobRequest);

        Assert.Equal(Full, JsonSerializer.Deserialize(json, ContractsJson.Default.JobRequest));
        var reading = JobReader.Read(json);
        Assert.Empty(reading.Problems);
        Assert.Equal(Full, reading.Request);
    }

    [Fact]
    public void Serialize_FullRequest_IsTheDocumentedJson() => Assert.Equal(
        """{"version":1,"id":"cats-1","model":"shapes32","labels":["disc","3"],"count":12,"seed":18446744073709551615,"sampler":"ddpm","eta":0.25,"steps":"10,10,5","startTimestep":900,"endTimestep":20,"thresholding":"dynamic","thresholdPercentile":0.99,"start":"inversion","startImages":["inbox/a.png","b.png"],"interpolate":{"pairs":[[1,18446744073709551615],[3,4]],"count":6},"guidance":{"kind":"both","scale":2.5,"classifierScale":0.5,"rescale":0.7,"gradientAt":"mean","interval":[100,800],"schedule":[[200,0],[600,1.5]]},"networkSees":"nullClass","prefix":"team/run"}""",
        JsonSerializer.Serialize(Full, ContractsJson.Default.JobRequest));

    [Fact]
    public void Serialize_WholeInterval_IsAWord()
    {
        var request = Full with { Guidance = Full.Guidance with { Interval = TimestepRange.All } };
        var json = JsonSerializer.Serialize(request, ContractsJson.Default.JobRequest);
        Assert.Contains("\"interval\":\"all\"", json);
        Assert.Equal(request, JobReader.Read(json).Request);
    }

    [Fact]
    public void Serialize_Scales_StandInPlaceOfTheScale()
    {
        var request = Full with { Guidance = Full.Guidance.OfScale(0) with { Scale = null, Scales = new GuidanceScales(1, 2.5) } };
        var json = JsonSerializer.Serialize(request, ContractsJson.Default.JobRequest);

        Assert.Contains("""{"kind":"both","scales":[1,2.5],"classifierScale":0.5""", json);
        Assert.Equal(request, JsonSerializer.Deserialize(json, ContractsJson.Default.JobRequest));
        var reading = JobReader.Read(json);
        Assert.Empty(reading.Problems);
        Assert.Equal(request, reading.Request);
    }

    [Fact]
    public void Serialize_Timesteps_StandInPlaceOfTheSteps()
    {
        var request = Full with { Steps = null, Timesteps = new TimestepList(20, 400, 899) };
        var json = JsonSerializer.Serialize(request, ContractsJson.Default.JobRequest);

        Assert.Contains("""
            "eta":0.25,"timesteps":[20,400,899],"startTimestep":900
            """.Trim(), json, StringComparison.Ordinal);
        Assert.Equal(request, JsonSerializer.Deserialize(json, ContractsJson.Default.JobRequest));
        var reading = JobReader.Read(json);
        Assert.Empty(reading.Problems);
        Assert.Equal(request, reading.Request);
        Assert.NotEqual(JobHash.Of(request), JobHash.Of(request with { Timesteps = new TimestepList(20, 401, 899) }));
    }

    [Fact]
    public void OfScale_Scales_AreGoneThroughInTurn()
    {
        var guidance = new GuidanceRequest { Kind = GuidanceName.Classifier, Scales = new GuidanceScales(1, 3) };

        Assert.Null(guidance.Scale);
        Assert.Equal([1.0, 3, 1], Enumerable.Range(0, 3).Select(number => guidance.OfScale(number).Scale!.Value));
        Assert.Equal(new GuidanceRequest { Kind = GuidanceName.Classifier }, guidance.OfScale(0));
    }

    /// <summary>The default is a value like any other: written out, read back, equal.</summary>
    [Fact]
    public void JobHash_ScaleOfOne_IsTheDefault()
    {
        var left = JobReader.Read("""{"model":"m","count":4,"guidance":{"kind":"classifier"}}""").Request!;
        var said = JobReader.Read("""{"model":"m","count":4,"guidance":{"kind":"classifier","scale":1}}""").Request!;

        Assert.Equal(left, said);
        Assert.Equal(JobHash.Of(left), JobHash.Of(said));
        Assert.Contains("\"scale\":1,", JsonSerializer.Serialize(left, ContractsJson.Default.JobRequest), StringComparison.Ordinal);
    }

    [Fact]
    public void Deserialize_UnknownMember_Throws() => Assert.Throws<JsonException>(() =>
        JsonSerializer.Deserialize("""{"model":"m","count":1,"size":3}""", ContractsJson.Default.JobRequest));

    [Fact]
    public void Deserialize_RepeatedMember_Throws() => Assert.Throws<JsonException>(() =>
        JsonSerializer.Deserialize("""{"model":"m","count":1,"count":2}""", ContractsJson.Default.JobRequest));

    [Fact]
    public void JobHash_SameValuesWrittenOtherwise_IsTheSame()
    {
        var plain = JobReader.Read("""{"model":"m","count":4,"steps":25,"labels":7}""").Request!;
        var verbose = JobReader.Read("""{ "labels": ["7"], "steps": "25", "count": 4, "version": 1, "eta": 0.0, "model": "m", "seed": 0 }""").Request!;

        Assert.Equal(JobHash.Of(plain), JobHash.Of(verbose));
    }

    [Fact]
    public void JobHash_OtherSeed_Differs() => Assert.NotEqual(JobHash.Of(Full), JobHash.Of(Full with { Seed = 1 }));

    [Theory]
    [InlineData("a", true)]
    [InlineData("Job_1-x", true)]
    [InlineData("", false)]
    [InlineData("-a", false)]
    [InlineData("a/b", false)]
    [InlineData("a.b", false)]
    [InlineData("ä", false)]
    public void IsValid_Id_Answers(string id, bool expected) => Assert.Equal(expected, JobId.IsValid(id));

    [Fact]
    public void IsValid_LongestId_IsTheLimit()
    {
        Assert.True(JobId.IsValid(new string('a', JobId.MaxLength)));
        Assert.False(JobId.IsValid(new string('a', JobId.MaxLength + 1)));
    }

    [Fact]
    public void FromMessage_SameMessage_SameIdThatIsValid()
    {
        var id = JobId.FromMessage("4a1e");

        Assert.Equal(id, JobId.FromMessage("4a1e"));
        Assert.NotEqual(id, JobId.FromMessage("4a1f"));
        Assert.True(JobId.IsValid(id));
    }
}
