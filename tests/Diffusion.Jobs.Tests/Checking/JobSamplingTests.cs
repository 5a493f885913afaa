using Diffusion.Contracts;
using Diffusion.Sampling;

namespace Diffusion.Jobs.Tests.Checking;

public sealed class JobSamplingTests
{
    /// <summary>The sampler's own table and the contract's words are the same, so no word is translated into another.</summary>
    [Fact]
    public void Options_EveryChoice_HasTheSameWordOnBothSides()
    {
        foreach (var (word, kind) in SamplingChoices.Samplers.Names.Select(name => (name, SamplingChoices.Samplers.Find(name))))
        {
            Assert.Equal(kind, Read($"\"sampler\":\"{word}\"").Sampler);
        }

        foreach (var word in SamplingChoices.Guidance.Names)
        {
            Assert.Equal(SamplingChoices.Guidance.Find(word), Read($$"""
                "guidance":{"kind":"{{word}}"}
                """).Guidance.Kind);
        }

        foreach (var word in SamplingChoices.Starts.Names)
        {
            Assert.Equal(SamplingChoices.Starts.Find(word), Read($"\"start\":\"{word}\"").Start);
        }

        foreach (var word in SamplingChoices.Thresholding.Names)
        {
            Assert.Equal(SamplingChoices.Thresholding.Find(word), Read($"\"thresholding\":\"{word}\"").Thresholding);
        }

        foreach (var word in SamplingChoices.GradientPoints.Names)
        {
            Assert.Equal(SamplingChoices.GradientPoints.Find(word), Read($$"""
                "guidance":{"kind":"classifier","gradientAt":"{{word}}"}
                """).Guidance.GradientAt);
        }
    }

    [Fact]
    public void Options_FullJob_CarriesEveryValue()
    {
        var options = Read("""
            "eta":0.5,"steps":"karras9","startTimestep":900,"endTimestep":10,"thresholding":"dynamic","thresholdPercentile":0.9,
            "networkSees":"nullClass","guidance":{"kind":"both","scale":3,"classifierScale":2,"rescale":0.7,"interval":[5,800],"schedule":[[0,1],[900,0]]}
            """);
        Assert.Equal((0.5, "karras9", 900, 10, 0.9), (options.Eta, options.Steps, options.StartTimestep, options.EndTimestep, options.ThresholdPercentile));
        Assert.Equal((3.0, 2.0, 0.7, false), (options.Guidance.Scale, options.Guidance.ClassifierScale, options.Guidance.Rescale, options.Guidance.NetworkSeesLabel));
        Assert.Equal(new GuidanceInterval(5, 800), options.Guidance.Interval);
        Assert.Equal([new GuidanceFactor(0, 1), new GuidanceFactor(900, 0)], options.Guidance.Schedule);
        Assert.Equal(GuidanceInterval.All, Read("""
            "guidance":{"kind":"classifier","interval":"all"}
            """).Guidance.Interval);
        Assert.Null(Read("\"eta\":0").Guidance.Interval);
        Assert.Null(options.Timesteps);
        var listed = Read("\"timesteps\":[5,70,999]");
        Assert.Equal([5, 70, 999], listed.Timesteps!);
        Assert.Equal("", listed.Steps);
    }

    private static SamplingOptions Read(string members)
    {
        var reading = JobReader.Read($$"""{"model":"m","count":1,{{members}}}""");
        Assert.Empty(reading.Problems);
        return JobSampling.Options(reading.Request!);
    }
}
