using System.Text;
using System.Text.Json;
using Diffusion.Contracts;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Diffusion.Jobs;

/// <summary>
/// Takes a job from the queue: checks it, writes its plan, queues its first batches. Every step can be repeated, so a planner
/// that dies half way is simply run again.
/// </summary>
public sealed partial class JobPlanner(
    JobCheck check,
    JobContainer container,
    JobQueues queues,
    JobProgress progress,
    Rejections rejections,
    IOptions<BatchOptions> batches,
    IOptions<JobLimits> limits,
    ILogger<JobPlanner> log)
{
    /// <summary>Plans the job of a message. A bad job is recorded and returns; only what may pass later is thrown.</summary>
    public async Task PlanAsync(string message, string messageId, CancellationToken cancellation)
    {
        var reading = await ReadAsync(message, cancellation);
        var job = check.Check(reading);
        var plan = job.Problems.Count == 0 ? Resolve(job, messageId) : null;
        var problems = plan is null ? job.Problems : await ClaimAsync(plan, cancellation);
        if (plan is null || problems.Count > 0)
        {
            LogRejected(messageId, reading.Id, problems.Count);
            await rejections.RecordAsync(
                new RejectedMessage(messageId, QueueNames.Jobs, message, reading.Id, JobState.Rejected, problems), cancellation);
            return;
        }

        await StartAsync(plan, cancellation);
    }

    private async Task<JobReading> ReadAsync(string message, CancellationToken cancellation)
    {
        var size = Encoding.UTF8.GetByteCount(message);
        if (size > limits.Value.MaxMessageBytes)
        {
            // The id may still be readable, so that whoever waits for the job hears of it.
            return TooLarge(JobReader.Read(message), "message", size, limits.Value.MaxMessageBytes, "Put the job into a blob and send { \"jobBlob\": \"inbox/job.json\" }.");
        }

        var reading = JobReader.Read(message);
        if (reading.JobBlob is not { } name || reading.Problems.Count > 0)
        {
            return reading;
        }

        var properties = await container.TryReadPropertiesAsync(name, cancellation);
        if (properties is null)
        {
            return reading with { Problems = [new JobProblem("jobBlob", $"\"{name}\"", "there is no such blob", "Upload the job before its message is sent.")] };
        }

        if (properties.ContentLength > limits.Value.MaxJobBlobBytes)
        {
            return TooLarge(reading, "jobBlob", properties.ContentLength, limits.Value.MaxJobBlobBytes, "Make more jobs of it.");
        }

        var content = await container.TryReadAsync(name, cancellation);
        var inner = JobReader.Read(content?.ToString() ?? "");
        return inner.JobBlob is null
            ? inner
            : inner with { Problems = [new JobProblem("jobBlob", $"\"{name}\"", "a job blob must hold the job itself", "Put the job into it.")] };
    }

    private static JobReading TooLarge(JobReading reading, string field, long size, int limit, string action) => reading with
    {
        Problems = [.. reading.Problems, new JobProblem(field, $"{size} bytes", $"at most {limit} bytes are read", action)],
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
            LabelNames = [.. job.Labels.Select(label => model.Classes[label])],
            BatchSize = batches.Value.Size,
            Window = batches.Value.Window,
        };
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
        var request = new BinaryData(JsonSerializer.SerializeToUtf8Bytes(plan.Request, ContractsJson.Default.JobRequest));
        await container.TryCreateAsync(BlobNames.Job(plan.Request.Prefix, plan.JobId()), request, BlobContent.Json.Of(plan.JobHash), cancellation);

        var name = BlobNames.Plan(plan.Request.Prefix, plan.JobId());
        if (!await container.TryCreateAsync(name, JobsJson.Write(plan, JobsJson.Default.JobPlan), BlobContent.Json.Of(plan.JobHash), cancellation))
        {
            // The first plan stands, even if the model has changed since: a job is never mixed.
            plan = await progress.ReadPlanAsync(plan.Request.Prefix, plan.JobId(), cancellation);
        }

        var done = await progress.DoneBatchesAsync(plan, cancellation);
        foreach (var batch in plan.Batches().Heads(done))
        {
            await queues.SendAsync(plan.Message(batch), cancellation);
        }

        LogPlanned(plan.JobId(), plan.Request.Count, plan.Batches().Count, done.Count);
    }

    [LoggerMessage(LogLevel.Information, "Job {JobId}: {Images} images in {Batches} batches, {Done} of them done")]
    private partial void LogPlanned(string jobId, int images, int batches, int done);

    [LoggerMessage(LogLevel.Warning, "Message {MessageId} (job {JobId}) is rejected with {Problems} problems")]
    private partial void LogRejected(string messageId, string? jobId, int problems);
}
