using Diffusion.Contracts;

namespace Diffusion.Jobs;

/// <summary>How a status changes: each function is from what is there to what shall be, null where it stays as it is.</summary>
public static class StatusChanges
{
    // Seconds over which the rate is averaged.
    private const double RateWindow = 60;

    /// <summary>A job that lies on the queue: only where the id is new, or its last job was rejected, given up, or cancelled before it was planned.</summary>
    public static JobStatus? Submitted(JobStatus? current, JobRequest request, string jobHash, bool mayRestart, DateTimeOffset now) =>
        current is null || current.State == JobState.Rejected || (mayRestart && current.State is JobState.Failed or JobState.Cancelled && current.JobHash == jobHash)
            ? New(request, jobHash, now)
            : null;

    private static JobStatus New(JobRequest request, string jobHash, DateTimeOffset now) => new()
    {
        JobId = request.Id!,
        JobHash = jobHash,
        State = JobState.Queued,
        Total = request.Count,
        Model = request.Model,
        Submitter = request.Submitter,
        Queued = now,
        Updated = now,
    };

    /// <summary>A job whose id and folder are its own from now on. One that runs or has ended stays as it is.</summary>
    public static JobStatus? Planned(JobStatus? current, JobPlan plan, DateTimeOffset now)
    {
        var isOurs = current?.JobHash == plan.JobHash;
        if (isOurs && current!.Folder is not null && current.State is not (JobState.Rejected or JobState.Failed))
        {
            return null;
        }

        var planned = New(plan.Request, plan.JobHash, now) with { Folder = plan.Folder() };
        return isOurs ? planned with { Queued = current!.Queued, Round = current.Round, Lanes = current.Lanes, Done = current.Done } : planned;
    }

    /// <summary>A job that was not accepted, or one that was accepted and given up. What is known of another job of this id stays.</summary>
    public static JobStatus? Refused(JobStatus? current, string jobId, string? jobHash, JobState state, IReadOnlyList<string> reasons, DateTimeOffset now)
    {
        if (current is not null && (jobHash is null || current.JobHash != jobHash || current.State is JobState.Completed or JobState.CompletedWithFailures or JobState.Cancelled
            || (state == JobState.Rejected && current.Folder is not null)))
        {
            return null;
        }

        return (current ?? new JobStatus { JobId = jobId, JobHash = jobHash, State = state, Queued = now, Updated = now }) with
        {
            State = state,
            Reasons = reasons,
            Ended = now,
            SecondsLeft = null,
        };
    }

    /// <summary>Images were made: each lane's count only grows.</summary>
    public static JobStatus? Progressed(JobStatus? current, JobPlan plan, int round, IReadOnlyList<int> lanes, DateTimeOffset now)
    {
        // Without a status the job was deleted: it must not come back.
        if (current is null || current.JobHash != plan.JobHash || round < current.Round || current.State is not (JobState.Queued or JobState.Running or JobState.Cancelled))
        {
            return null;
        }

        var merged = Merge(current.Lanes, lanes);
        if (merged.SequenceEqual(current.Lanes) && current.State != JobState.Queued)
        {
            return null;
        }

        var done = (int)Math.Min(plan.Request.Count, merged.Sum(count => (long)count));
        if (current.State == JobState.Cancelled)
        {
            return current with { Lanes = merged, Done = done };
        }

        var rate = Rate(current, done, now);
        return current with
        {
            State = JobState.Running,
            Folder = plan.Folder(),
            Started = current.Started ?? now,
            Lanes = merged,
            Done = done,
            ImagesPerSecond = rate,
            SecondsLeft = rate > 0 ? (plan.Request.Count - done) / rate : null,
        };
    }

    /// <summary>A job that has come to its end, in the round that its finisher began in.</summary>
    public static JobStatus? Ended(JobStatus? current, JobPlan plan, int round, JobState state, int images, int failed, IReadOnlyList<JobFailure> failures, IReadOnlyList<string> reasons, DateTimeOffset now)
    {
        // Without a status the job was deleted, as above.
        if (current is null || current.JobHash != plan.JobHash || round < current.Round || (current.State == state && current.Ended is not null && current.Done == images))
        {
            return null;
        }

        var seconds = (now - (current.Started ?? now)).TotalSeconds;
        return current with
        {
            State = state,
            Folder = plan.Folder(),
            Total = plan.Request.Count,
            Done = images,
            Failed = failed,
            Failures = failures,
            Reasons = reasons,
            ImagesPerSecond = seconds > 0 ? images / seconds : current.ImagesPerSecond,
            SecondsLeft = null,
            Ended = now,
            Lanes = [],
        };
    }

    /// <summary>Somebody stopped the job.</summary>
    public static JobStatus? Cancelled(JobStatus? current, string jobHash, DateTimeOffset now) =>
        current is null || current.JobHash != jobHash || current.State.IsEnd()
            ? null
            : current with { State = JobState.Cancelled, Ended = now, SecondsLeft = null, Reasons = ["The job was cancelled."] };

    /// <summary>Batches are put back: of a job that had ended, a new round; of one that runs, beside what it does.</summary>
    public static JobStatus Redriven(JobStatus? current, JobPlan plan, bool hadEnded, IReadOnlyList<int> lanes, DateTimeOffset now) => (current ?? Planned(null, plan, now)!) with
    {
        JobHash = plan.JobHash,
        State = JobState.Queued,
        Folder = plan.Folder(),
        Total = plan.Request.Count,
        Done = (int)Math.Min(plan.Request.Count, lanes.Sum(count => (long)count)),
        Failed = 0,
        Failures = [],
        Reasons = [],
        ImagesPerSecond = null,
        SecondsLeft = null,
        Ended = null,
        Round = (current?.Round ?? 0) + (hadEnded ? 1 : 0),
        Lanes = lanes,
    };

    /// <summary>Whichever has come further, lane by lane.</summary>
    internal static int[] Merge(IReadOnlyList<int> first, IReadOnlyList<int> second) =>
        [.. Enumerable.Range(0, Math.Max(first.Count, second.Count)).Select(lane => Math.Max(first.ElementAtOrDefault(lane), second.ElementAtOrDefault(lane)))];

    // The plain average at first, later exponentially weighted over time: a write that comes late counts for as long as it took.
    private static double? Rate(JobStatus current, int done, DateTimeOffset now)
    {
        var seconds = (now - current.Updated).TotalSeconds;
        if (current.Started is null || seconds <= 0)
        {
            return current.ImagesPerSecond;
        }

        var latest = Math.Max(0, done - current.Done) / seconds;
        var weight = Math.Max(1 - Math.Exp(-seconds / RateWindow), Math.Min(1, seconds / Math.Max(seconds, (now - current.Started.Value).TotalSeconds)));
        return current.ImagesPerSecond is { } before ? before + ((latest - before) * weight) : latest;
    }
}
