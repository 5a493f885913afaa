using Diffusion.Contracts;
using Diffusion.Jobs;
using Diffusion.Sampling;

namespace Diffusion.Cli.Tests.Estimating;

public sealed class JobEstimateTests
{
    private static readonly JobModel Model = new()
    {
        Name = "tiny",
        Version = "1",
        Hash = "m",
        Classes = ["disc", "ring"],
        HasNullClass = true,
        HasClassifierGradient = true,
        HasWeakUnet = true,
        Rows = [1, 4],
        Settings = new DiffusionModelSettings(NoiseSchedule.Create("cosine", 1000), PredictionKind.V, VarianceKind.FixedSmall),
    };

    [Theory]
    [InlineData("""{ "kind": "none" }""", 25, 0)]
    [InlineData("""{ "kind": "classifierFree", "scale": 2 }""", 50, 0)]
    [InlineData("""{ "kind": "classifierFree", "scale": 1 }""", 25, 0)]
    [InlineData("""{ "kind": "classifier", "scale": 2, "interval": "all" }""", 25, 25)]
    [InlineData("""{ "kind": "autoguidance", "scale": 2 }""", 50, 0)]
    [InlineData("""{ "kind": "classifierFree", "scales": [1, 2] }""", 37.5, 0)]
    public void Work_OfGuidance_CountsWhatTheEngineAsks(string guidance, double network, double gradient)
    {
        var work = JobWork.Of(Request($$"""{ "version": 1, "model": "tiny", "count": 4, "sampler": "ddim", "steps": "25", "guidance": {{guidance}} }"""), Model);

        Assert.Equal(new JobWork(network, gradient), work);
    }

    /// <summary>25 places on the way down, and all but the noisiest on the way up.</summary>
    [Fact]
    public void Work_OfInversion_CountsTheWayUpOnce()
    {
        var work = JobWork.Of(Request("""{ "version": 1, "model": "tiny", "count": 1, "sampler": "ddim", "steps": "25", "start": "inversion", "startImages": ["a.png"] }"""), Model);

        Assert.Equal(new JobWork(25 + 24, 0), work);
    }

    [Fact]
    public void Estimate_Job_FollowsTheFormula()
    {
        var estimate = new JobEstimate
        {
            Images = 2000,
            Work = new JobWork(50, 25),
            Times = Times("m"),
            Profile = new HostProfile { Name = "t4", StartSeconds = 100, CooldownSeconds = 300 },
            Replicas = 2,
            PricePerHour = 3.6,
        };

        // 50 × 10 ms + 25 × 4 ms = 0.6 s an image.
        Assert.Equal(0.6, estimate.SecondsPerImage, 12);
        Assert.Equal(1200, estimate.BusySeconds, 9);
        Assert.Equal(100 + 600, estimate.ElapsedSeconds, 9);
        Assert.Equal(1200 + (2 * 400), estimate.PaidSeconds, 9);
        Assert.Equal(2.0, estimate.Cost!.Value, 9);
        Assert.Equal(0.6, estimate.CostOfThousand!.Value, 9);
        Assert.Contains(estimate.Describe(), line => line.StartsWith("assumes", StringComparison.Ordinal));
        Assert.Contains(estimate.Describe(), line => line.Contains("2.00 for this job; 0.6000 for 1,000 images"));
    }

    [Fact]
    public void Describe_NoPrice_SaysWhatIsMissing()
    {
        var estimate = new JobEstimate
        {
            Images = 1,
            Work = new JobWork(1, 0),
            Times = Times("m"),
            Profile = new HostProfile { Name = "t4", StartSeconds = 0, CooldownSeconds = 0 },
            Replicas = 1,
        };

        Assert.Null(estimate.Cost);
        Assert.Contains(estimate.Describe(), line => line.Contains("--price"));
    }

    [Fact]
    public void Measured_SameContentFirst_ThenTheSameModel_ElseAsks()
    {
        var host = new HostProfile { Name = "t4", StartSeconds = 0, CooldownSeconds = 0, Measurements = [Times("other"), Times("m")] };

        Assert.Equal("m", EstimateCommand.Measured(host, Model).ModelHash);
        Assert.Equal("other", EstimateCommand.Measured(host, Model with { Hash = "new" }).ModelHash);
        Assert.Contains("--job", Assert.Throws<CommandException>(() => EstimateCommand.Measured(host, Model with { Name = "big", Hash = "big" })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Profiles_ThatComeWithTheProgram_AreThoseOfTheTemplates()
    {
        var profiles = HostProfiles.Read(null);

        Assert.Equal(["local", "cpu", "t4", "a100"], profiles.Select(profile => profile.Name));
        Assert.Contains("local", Assert.Throws<CommandException>(() => HostProfiles.Find(profiles, "h100")).Message, StringComparison.Ordinal);
    }

    private static StepTimes Times(string hash) => new()
    {
        Model = "tiny",
        ModelHash = hash,
        Device = "test",
        SecondsPerNetworkRow = 0.010,
        SecondsPerGradientRow = 0.004,
        How = "by hand",
    };

    private static JobRequest Request(string json)
    {
        var reading = JobReader.Read(json);
        Assert.Empty(reading.Problems);
        return reading.Request!;
    }
}
