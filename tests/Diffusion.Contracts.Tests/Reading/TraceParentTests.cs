using System.Diagnostics;

namespace Diffusion.Contracts.Tests.Reading;

/// <summary>A trace goes with a job, and is no part of it.</summary>
public sealed class TraceParentTests
{
    private const string Trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    private static readonly JobRequest Request = new() { Model = "m", Count = 1 };

    [Fact]
    public void Hash_WithATrace_IsTheSame() => Assert.Equal(JobHash.Of(Request), JobHash.Of(Request with { TraceParent = Trace }));

    [Theory]
    [InlineData(Trace)]
    [InlineData("nonsense")]
    public void Read_AJobWithATrace_IsTheJobWithout(string trace)
    {
        var reading = JobReader.Read($$"""{"model":"m","count":1,"traceParent":"{{trace}}"}""");

        Assert.Empty(reading.Problems);
        Assert.Equal(Request, reading.Request);
    }

    [Fact]
    public void Read_AReferenceWithATrace_IsTheReference()
    {
        var reading = JobReader.Read($$"""{"jobBlob":"inbox/a.json","traceParent":"{{Trace}}"}""");

        Assert.Empty(reading.Problems);
        Assert.Equal("inbox/a.json", reading.JobBlob);
    }

    [Fact]
    public void Read_ATraceThatIsNoText_IsAProblem() =>
        Assert.Equal(["traceParent"], JobReader.Read("""{"model":"m","count":1,"traceParent":7}""").Problems.Select(problem => problem.Field));

    [Fact]
    public void Current_ASpanThatNobodyRecords_CountsOnlyIfItGoesOnWithATrace()
    {
        using var alone = new Activity("request").Start();
        Assert.Null(TraceParent.Current);

        using var remote = new Activity("request").SetParentId("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00").Start();
        Assert.Equal(remote.Id, TraceParent.Current);
        remote.Stop();

        alone.ActivityTraceFlags = ActivityTraceFlags.Recorded;
        Assert.Equal(alone.Id, TraceParent.Current);
    }

    [Theory]
    [InlineData(Trace, true)]
    [InlineData("00-00000000000000000000000000000000-00f067aa0ba902b7-01", false)]
    [InlineData("nonsense", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void TryParse_Texts_TakesWhatTheStandardHas(string? text, bool isTrace) => Assert.Equal(isTrace, TraceParent.TryParse(text, out _));
}
