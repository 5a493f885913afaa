using Diffusion.Contracts;

namespace Diffusion.Jobs.Tests.Status;

public sealed class StatusChangesTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly JobPlan Plan = new()
    {
        Request = new JobRequest { Id = "a", Model = "m", Count = 100 },
        JobHash = "hash",
        ModelVersion = "",
        ModelHash = "",
        Rows = [1],
        Labels = [0],
        LabelNames = ["cat"],
        BatchSize = 10,
        Window = 2,
    };

    [Fact]
    public void Progressed_Lanes_OnlyGrow()
    {
        var status = Progress(null, 0, 10, 4);
        status = Progress(status, 10, 3, 7)!;

        Assert.Equal([10, 7], status.Lanes);
        Assert.Equal((JobState.Running, 17, 100), (status.State, status.Done, status.Total));
        Assert.Null(StatusChanges.Progressed(status, Plan, 0, [10, 7], Start.AddSeconds(20)));
        Assert.Null(StatusChanges.Progressed(status, Plan, 0, [4], Start.AddSeconds(20)));
    }

    [Fact]
    public void Progressed_SteadyRate_IsFoundWhoeverWrites()
    {
        var status = Progress(null, 0, 0, 0);
        for (var second = 1; second <= 30; second++)
        {
            // Two hosts write, one of them twice as often.
            status = Progress(status, second, second, second % 2 == 0 ? second : second - 1);
        }

        Assert.InRange(status.ImagesPerSecond!.Value, 1.5, 2.5);
        Assert.InRange(status.SecondsLeft!.Value, 40 / 2.5, 40 / 1.5);
    }

    [Fact]
    public void Progressed_OtherOrEndedJob_StaysAsItIs()
    {
        var status = Progress(null, 0, 1, 1);

        Assert.Null(StatusChanges.Progressed(null, Plan, 0, [5, 5], Start));
        Assert.Null(StatusChanges.Progressed(status with { JobHash = "other" }, Plan, 0, [5, 5], Start));
        Assert.Null(StatusChanges.Progressed(status with { State = JobState.Completed }, Plan, 0, [5, 5], Start));

        var cancelled = StatusChanges.Progressed(status with { State = JobState.Cancelled }, Plan, 0, [5, 5], Start)!;
        Assert.Equal((JobState.Cancelled, 10), (cancelled.State, cancelled.Done));
    }

    [Fact]
    public void Progressed_ToldLateOfAnEarlierRound_DoesNotCount()
    {
        var ended = Progress(null, 0, 50, 50) with { State = JobState.CompletedWithFailures, Lanes = [] };
        var first = StatusChanges.Redriven(ended, Plan, hadEnded: true, [40, 30], Start);
        var second = StatusChanges.Redriven(first with { State = JobState.Cancelled }, Plan, hadEnded: true, [40, 30], Start);

        Assert.Equal((JobState.Queued, 70, 2), (second.State, second.Done, second.Round));
        Assert.Null(StatusChanges.Progressed(second, Plan, 0, [50, 50], Start));
        Assert.Null(StatusChanges.Progressed(second, Plan, 1, [0, 0, 10], Start));
        Assert.Equal((JobState.Running, 75), (Progressed(2).State, Progressed(2).Done));

        // The job's own run goes on beside a redrive that came before its end.
        Assert.Equal(0, StatusChanges.Redriven(Progress(null, 0, 1), Plan, hadEnded: false, [0, 0], Start).Round);

        // Given up and submitted again it is still in its round.
        Assert.Equal(2, StatusChanges.Planned(second with { State = JobState.Failed }, Plan, Start)!.Round);

        JobStatus Progressed(int round) => StatusChanges.Progressed(second, Plan, round, [0, 0, 5], Start)!;
    }

    [Fact]
    public void Refused_AnotherJobOfThisId_StaysAsItIs()
    {
        var status = Progress(null, 0, 1, 1);

        Assert.Null(StatusChanges.Refused(status, "a", "other", JobState.Rejected, ["no"], Start));
        Assert.Null(StatusChanges.Refused(status, "a", null, JobState.Rejected, ["no"], Start));
        Assert.Null(StatusChanges.Refused(status, "a", "hash", JobState.Rejected, ["no"], Start));
        Assert.Equal(JobState.Failed, StatusChanges.Refused(status, "a", "hash", JobState.Failed, ["no"], Start)!.State);
        Assert.Equal(JobState.Rejected, StatusChanges.Refused(null, "a", null, JobState.Rejected, ["no"], Start)!.State);
    }

    [Fact]
    public void Cancelled_EndedJob_StaysAsItIs()
    {
        var status = Progress(null, 0, 1, 1);

        Assert.Equal(JobState.Cancelled, StatusChanges.Cancelled(status, "hash", Start)!.State);
        Assert.Null(StatusChanges.Cancelled(status with { State = JobState.CompletedWithFailures }, "hash", Start));
        Assert.Null(StatusChanges.Cancelled(status, "other", Start));
    }

    private static JobStatus Progress(JobStatus? status, int second, params int[] lanes) =>
        StatusChanges.Progressed(status ?? StatusChanges.Planned(null, Plan, Start), Plan, 0, lanes, Start.AddSeconds(second))! with { Updated = Start.AddSeconds(second) };
}
