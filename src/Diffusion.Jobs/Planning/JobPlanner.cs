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
    Rejections rejections,
    IOptions<BatchOptions> batches,
    ILogger<JobPlanner> log)
{
    /// <summary>Plans the job of a message. A bad job is recorded and returns; only what may pass later is thrown.</summary>
    public async Task PlanAsync(string message, string messageId, CancellationToken cancellation)
    {
        var reading = await reader.ReadAsync(message, cancellation);
        if (await TryFindPlanAsync(reading, messageId, cancellation) is { } begun)
        {
            // Accepted before. What has changed since, such as its model, is the batches' matter.
            await StartAsync(begun, cancellation);
            return;
        }

        var job = check.Check(reading);
        var plan = job.Problems.Count == 0 ? Resolve(job, messageId) : null;
        var problems = plan is null ? job.Problems : await AcceptAsync(plan, cancellation);
        if (plan is null || problems.Count > 0)
        {
            LogRejected(messageId, reading.Id, problems.Count);
            await rejections.RecordAsync(
                new RejectedMessage(messageId, QueueNames.Jobs, message, reading.Id, JobState.Rejected, problems) { JobHash = plan?.JobHash }, cancellation);
            return;
        }

        await StartAsync(plan, cancellation);
    }

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
            LabelNames = [.. job.Labels.Select(label => model.Classes[label])],
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

        var problems = await ClaimAsync(plan, cancellation);
        if (problems.Count > 0)
        {
            return problems;
        }

        try
        {
            var request = new BinaryData(JsonSerializer.SerializeToUtf8Bytes(plan.Request, ContractsJson.Default.JobRequest));
            await container.CreateOfJobAsync(BlobNames.Job(plan.Request.Prefix, plan.JobId()), request, BlobContent.Json, plan.JobHash, cancellation);
            await container.CreateOfJobAsync(
                BlobNames.Plan(plan.Request.Prefix, plan.JobId()), JobsJson.Write(plan, JobsJson.Default.JobPlan), BlobContent.Json, plan.JobHash, cancellation);
            return [];
        }
        catch (JobStateException exception)
        {
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

    private async Task StartAsync(JobPlan plan, CancellationToken cancellation)
    {
        // The first plan stands, even if another planner's came between: a job is never mixed.
        plan = await progress.ReadPlanAsync(plan.Request.Prefix, plan.JobId(), cancellation);
        if (await container.TryReadPropertiesAsync(BlobNames.GivenUp(plan.JobId()), cancellation) is { } givenUp && BlobContent.IsOf(givenUp.Metadata, plan.JobHash))
        {
            await container.DeleteAsync(BlobNames.GivenUp(plan.JobId()), cancellation);
        }

        var done = await progress.DoneBatchesAsync(plan, cancellation);
        foreach (var batch in plan.Batches().Heads(done))
        {
            await queues.SendAsync(plan.Message(batch), cancellation);
        }

        if (done.Count == plan.Batches().Count)
        {
            // Whoever made the last batch may have died before the job's end.
            await finisher.TryFinishAsync(plan, cancellation);
        }

        LogPlanned(plan.JobId(), plan.Request.Count, plan.Batches().Count, done.Count);
    }

    [LoggerMessage(LogLevel.Information, "Job {JobId}: {Images} images in {Batches} batches, {Done} of them done")]
    private partial void LogPlanned(string jobId, int images, int batches, int done);

    [LoggerMessage(LogLevel.Warning, "Message {MessageId} (job {JobId}) is rejected with {Problems} problems")]
    private partial void LogRejected(string messageId, string? jobId, int problems);
}
