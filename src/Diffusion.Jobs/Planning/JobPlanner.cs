using System.Text.Json;
using Diffusion.Contracts;
using Diffusion.Runtime;
using Diffusion.Sampling;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Diffusion.Jobs;

/// <summary>
/// Takes a job from the queue: checks it, writes its plan, queues its first batches. Every step can be repeated, so a planner
/// that dies half way is simply run again.
/// </summary>
public sealed partial class JobPlanner(
    JobMessageReader reader,
    JobCheck check,
    JobContainer container,
    JobQueues queues,
    JobProgress progress,
    JobFinisher finisher,
    JobEnds ends,
    JobCancellation jobCancellation,
    JobStatusBlob statuses,
    SubmitterJobs submitters,
    RedriveLists redrives,
    Rejections rejections,
    IOptions<BatchOptions> batches,
    TimeProvider time,
    ILogger<JobPlanner> log)
{
    /// <summary>Plans the job of a message. A bad job is recorded and returns; only what may pass later is thrown.</summary>
    public async Task PlanAsync(string message, string messageId, CancellationToken cancellation)
    {
        string? jobId = null;
        try
        {
            var reading = await reader.ReadAsync(message, cancellation);
            jobId = IdOf(reading, messageId);
            await PlanAsync(reading, message, messageId, cancellation);
        }
        catch (Exception exception) when (!cancellation.IsCancellationRequested)
        {
            LogFailed(exception, messageId, jobId);
            await RecordErrorAsync(jobId, exception);
            throw;
        }
    }

    private async Task PlanAsync(JobReading reading, string message, string messageId, CancellationToken cancellation)
    {
        if (await TryFindPlanAsync(reading, messageId, cancellation) is { } begun)
        {
            // Accepted before. What has changed since, such as its model, is the batches' matter.
            await StartAsync(begun, isNew: false, cancellation);
            return;
        }

        var job = check.Check(reading);
        var plan = job.Problems.Count == 0 ? Resolve(job, messageId) : null;
        if (plan is not null && await ReadEndAsync(plan, cancellation) is { State: JobState.Cancelled })
        {
            // Before it was seen here.
            return;
        }

        var problems = plan is null ? job.Problems : await AcceptAsync(plan, cancellation);
        if (plan is null || problems.Count > 0)
        {
            var jobId = IdOf(reading, messageId);
            LogRejected(messageId, jobId, problems.Count);
            var hash = jobId is not null && reading is { Request: { } request, Unreadable.Count: 0 } ? JobHash.Of(request with { Id = jobId }) : plan?.JobHash;
            await rejections.RecordAsync(
                new RejectedMessage(messageId, QueueNames.Jobs, message, jobId, JobState.Rejected, problems) { JobHash = hash }, cancellation);
            return;
        }

        await StartAsync(plan, isNew: true, cancellation);
    }

    /// <summary>The id by which the job's sender waits for it; null where it can be none. What stands in its place may be anything, a key too.</summary>
    private static string? IdOf(JobReading reading, string messageId) => reading switch
    {
        { Id: { } id } => JobId.IsValid(id) ? id : null,
        { Unreadable: var unreadable } when unreadable.Contains("id") => null,
        { Request: null, JobBlob: null } => null,
        _ => JobId.FromMessage(messageId),
    };

    private JobPlan Resolve(CheckedJob job, string messageId)
    {
        var request = job.Request! with { Id = job.Request!.Id ?? JobId.FromMessage(messageId) };
        var model = job.Model!;
        return new JobPlan
        {
            Request = request,
            JobHash = JobHash.Of(request),
            ModelVersion = model.Version,
            ModelHash = model.Hash,
            Rows = model.Rows,
            Labels = job.Labels,
            LabelNames = [.. job.Labels.Select(model.LabelName)],
            FilmTimesteps = FilmTimesteps(request, model),
            BatchSize = batches.Value.Size,
            Window = batches.Value.Window,
        };
    }

    // No guidance scale moves the timesteps.
    private static IReadOnlyList<double>? FilmTimesteps(JobRequest request, JobModel model)
    {
        if (request.Film is not { } every)
        {
            return null;
        }

        var options = JobSampling.Options(request with { Guidance = request.Guidance.OfScale(0) });
        return [.. FilmSteps.Of(SamplingPlan.Create(model.Settings, options), every).Select(step => step.Timestep)];
    }

    /// <summary>The plan of a job that was accepted before, by this message or an equal one; null for a new job.</summary>
    private async Task<JobPlan?> TryFindPlanAsync(JobReading reading, string messageId, CancellationToken cancellation)
    {
        if (reading.Request is not { } read || reading.Problems.Count > 0)
        {
            return null;
        }

        var request = read with { Id = read.Id ?? JobId.FromMessage(messageId) };
        if (!JobId.IsValid(request.Id) || await progress.TryReadClaimAsync(request.Id, cancellation) is not { } claim || claim.JobHash != JobHash.Of(request))
        {
            return null;
        }

        try
        {
            return await progress.TryReadPlanAsync(request.Prefix, request.Id, cancellation) is { } plan && plan.JobHash == claim.JobHash ? plan : null;
        }
        catch (JobStateException)
        {
            // In the way of the plan that is still to be written: told there.
            return null;
        }
    }

    /// <summary>Takes the job's id and writes its plan; the problems where either belongs to something else.</summary>
    private async Task<IReadOnlyList<JobProblem>> AcceptAsync(JobPlan plan, CancellationToken cancellation)
    {
        // A folder inside another job's could not be told from that job's own work.
        for (var folder = plan.Request.Prefix; folder.Length > 0; folder = folder[..Math.Max(0, folder.LastIndexOf('/'))])
        {
            if (await container.TryReadPropertiesAsync($"{folder}/plan.json", cancellation) is not null)
            {
                return [new JobProblem("prefix", $"\"{plan.Request.Prefix}\"", $"{folder} is another job's folder", "Use a prefix outside of it.")];
            }
        }

        if (await submitters.CheckAsync(plan.Request, cancellation) is { } tooMany)
        {
            return [tooMany];
        }

        var problems = await ClaimAsync(plan, cancellation);
        if (problems.Count > 0)
        {
            return problems;
        }

        // Of a job that was deleted before it was planned.
        await ends.ForgetOthersAsync(plan.JobId(), plan.JobHash, cancellation);
        try
        {
            await submitters.AddAsync(plan, cancellation);
            if (await submitters.CheckAsync(plan.Request, cancellation) is { } meanwhile)
            {
                // Others have come at the same time.
                await submitters.RemoveAsync(plan, cancellation);
                return [meanwhile];
            }

            var request = new BinaryData(JsonSerializer.SerializeToUtf8Bytes(plan.Request, ContractsJson.Default.JobRequest));
            await container.CreateOfJobAsync(BlobNames.Job(plan.Request.Prefix, plan.JobId()), request, BlobContent.Json, plan.JobHash, cancellation);
            await container.CreateOfJobAsync(
                BlobNames.Plan(plan.Request.Prefix, plan.JobId()), JobsJson.Write(plan, JobsJson.Default.JobPlan), BlobContent.Json, plan.JobHash, cancellation);
            return [];
        }
        catch (JobStateException exception)
        {
            await submitters.RemoveAsync(plan, cancellation);
            return [new JobProblem("prefix", $"\"{plan.Request.Prefix}\"", exception.Message, "Then submit the job again.")];
        }
    }

    /// <summary>Takes the job's id; the problem where it already stands for another job.</summary>
    private async Task<IReadOnlyList<JobProblem>> ClaimAsync(JobPlan plan, CancellationToken cancellation)
    {
        var claim = new JobClaim { JobHash = plan.JobHash, Prefix = plan.Request.Prefix };
        var name = BlobNames.Claim(plan.JobId());
        if (await container.TryCreateAsync(name, JobsJson.Write(claim, JobsJson.Default.JobClaim), BlobContent.Json, cancellation))
        {
            return [];
        }

        var content = await container.TryReadAsync(name, cancellation) ?? throw new JobStateException($"{name} was there and is gone.");
        return JobsJson.Read(content, JobsJson.Default.JobClaim) == claim
            ? []
            : [new JobProblem("id", $"\"{plan.JobId()}\"", "a job with this id and other content exists", "Use another id, or leave it out.")];
    }

    /// <summary>How the job was decided to end. That it is cancelled is told once more: a planner may have said since that it waits.</summary>
    private async Task<DecidedEnd?> ReadEndAsync(JobPlan plan, CancellationToken cancellation)
    {
        var end = await ends.TryReadAsync(plan.JobId(), plan.JobHash, cancellation);
        if (end is { State: JobState.Cancelled })
        {
            await jobCancellation.AnnounceAsync(plan.JobId(), plan.JobHash, cancellation);
        }

        return end;
    }

    /// <summary>Whether the job is over: then it does not count as its submitter's any more.</summary>
    private async Task<bool> HasEndedAsync(JobPlan plan, CancellationToken cancellation)
    {
        if (await ReadEndAsync(plan, cancellation) is not { IsOver: true })
        {
            return false;
        }

        await submitters.RemoveAsync(plan, cancellation);
        return true;
    }

    private async Task StartAsync(JobPlan plan, bool isNew, CancellationToken cancellation)
    {
        // The first plan stands, even if another planner's came between: a job is never mixed.
        plan = await progress.ReadPlanAsync(plan.Request.Prefix, plan.JobId(), cancellation);
        if (await HasEndedAsync(plan, cancellation))
        {
            return;
        }

        await statuses.ChangeAsync(plan.JobId(), current => StatusChanges.Planned(current, plan, time.GetUtcNow()), cancellation);

        // Whoever cancelled or deleted it in the meantime has told its status before this did.
        if (await HasEndedAsync(plan, cancellation))
        {
            return;
        }

        if (!await ends.IsClaimedAsync(plan, cancellation))
        {
            await container.DeleteAsync(BlobNames.Status(plan.JobId()), cancellation);
            return;
        }

        if (await ends.IsGivenUpAsync(plan.JobId(), plan.JobHash, cancellation))
        {
            await submitters.AddAsync(plan, cancellation);
            await container.DeleteAsync(BlobNames.GivenUp(plan.JobId()), cancellation);
        }

        // Before the first batch: whoever dies from here on is found by the reminder.
        await queues.SendLaterAsync(
            new SweepMessage { JobId = plan.JobId(), Prefix = plan.Request.Prefix, JobHash = plan.JobHash }, TimeSpan.FromSeconds(batches.Value.SweepSeconds), cancellation);
        var done = await ResumeAsync(plan, isNew, cancellation);

        // An error of an attempt before says nothing any more: a copy of the message must not be given up for it.
        await container.DeleteAsync(BlobNames.Planning(plan.JobId()), cancellation);
        LogPlanned(plan.JobId(), plan.Request.Count, plan.Batches().Count, done);
    }

    /// <summary>Queues the first batch of each lane that is not done, or ends a job that is; returns how many are done. Nothing is listed for a new job.</summary>
    internal async Task<int> ResumeAsync(JobPlan plan, bool isNew, CancellationToken cancellation)
    {
        var done = isNew ? new HashSet<int>() : await progress.DoneBatchesAsync(plan, cancellation);
        if (done.Count < plan.Batches().Count && (plan.Batches().HasGaps(done) || (!isNew && await statuses.RoundAsync(plan, cancellation) > 0)))
        {
            // What a redrive has put back: it is filled by a list, since the lanes have gone on, and the run before counts no more.
            int[] missing = [.. Enumerable.Range(0, plan.Batches().Count).Where(batch => !done.Contains(batch))];
            await redrives.StartAsync(plan, await redrives.AddAsync(plan, missing, cancellation), missing, cancellation);
            return done.Count;
        }

        foreach (var batch in plan.Batches().Heads(done))
        {
            await queues.SendAsync(plan.Message(batch), cancellation);
        }

        if (done.Count == plan.Batches().Count)
        {
            // Whoever made the last batch may have died before the job's end.
            await finisher.TryFinishAsync(plan, cancellation);
        }

        return done.Count;
    }

    // For the poison queue, which must tell a job that cannot be planned from one whose hosts vanished.
    private async Task RecordErrorAsync(string? jobId, Exception exception)
    {
        if (!JobId.IsValid(jobId))
        {
            return;
        }

        try
        {
            var before = await PlanningAttempts.ReadAsync(container, jobId!, CancellationToken.None);
            var attempts = before with { Error = SecretText.Shorten($"{exception.GetType().Name}: {exception.Message}"), IsTransient = TransientFailure.Is(exception) };
            await attempts.WriteAsync(container, jobId!, CancellationToken.None);
        }
        catch (Exception unrecorded)
        {
            LogUnrecorded(unrecorded, jobId!);
        }
    }

    [LoggerMessage(LogLevel.Information, "Job {JobId}: {Images} images in {Batches} batches, {Done} of them done")]
    private partial void LogPlanned(string jobId, int images, int batches, int done);

    [LoggerMessage(LogLevel.Warning, "Message {MessageId} (job {JobId}) is rejected with {Problems} problems")]
    private partial void LogRejected(string messageId, string? jobId, int problems);

    [LoggerMessage(LogLevel.Error, "Message {MessageId} (job {JobId}) could not be planned")]
    private partial void LogFailed(Exception exception, string messageId, string? jobId);

    [LoggerMessage(LogLevel.Error, "Job {JobId}: the failure of its planner could not be recorded")]
    private partial void LogUnrecorded(Exception exception, string jobId);
}
