using System.Text.Json;
using Diffusion.Contracts;
using Microsoft.Extensions.Logging;

namespace Diffusion.Jobs;

/// <summary>A batch that failed too often: its missing images are written down as failed, and the job goes on to its end without them.</summary>
public sealed partial class PoisonedBatch(
    JobContainer container, JobProgress progress, ImageBlobs images, BatchEnd end, JobQueues queues, Rejections rejections, JobMetrics metrics, TimeProvider time, ILogger<PoisonedBatch> log)
{
    /// <summary>Handles a message of the batches' poison queue.</summary>
    public async Task HandleAsync(string message, string messageId, CancellationToken cancellation)
    {
        var batch = BatchMessageReader.TryRead(message, out var problem);
        var plan = batch is null ? null : await TryReadPlanAsync(batch, cancellation);
        if (batch is null || plan is null || batch.Batch >= plan.Batches().Count || plan.Message(batch.Batch) != batch)
        {
            problem ??= new JobProblem("message", message, "it does not fit the plan of any job", $"Send jobs to {QueueNames.Jobs}.");
            await rejections.RecordAsync(new RejectedMessage(messageId, QueueNames.BatchesPoison, message, null, JobState.Failed, [problem]), cancellation);
            return;
        }

        await using var lease = await BatchLease.TryTakeAsync(container, plan, batch.Batch, time, cancellation);
        if (lease is null)
        {
            // Another copy of the message is being worked on, and may yet succeed; or its host has died.
            await queues.SendLaterAsync(QueueNames.BatchesPoison, message, BatchLease.Duration, cancellation);
            return;
        }

        try
        {
            await EndAsync(plan, batch, cancellation);
        }
        catch (JobStateException exception)
        {
            // Somebody's blob lies where the job's own end must be written: it would fail the same way each time.
            problem = new JobProblem("prefix", $"\"{batch.Prefix}\"", exception.Message, "Then submit the job again: it goes on where it was.");
            await rejections.GiveUpAsync(
                new RejectedMessage(messageId, QueueNames.BatchesPoison, message, plan.JobId(), JobState.Failed, [problem]), plan.JobHash, cancellation);
        }
    }

    // A plan that cannot be read is nobody's: the message fits no job.
    private async Task<JobPlan?> TryReadPlanAsync(BatchMessage batch, CancellationToken cancellation)
    {
        try
        {
            return await progress.TryReadPlanAsync(batch.Prefix, batch.JobId, cancellation);
        }
        catch (JobStateException)
        {
            return null;
        }
    }

    private async Task EndAsync(JobPlan plan, BatchMessage batch, CancellationToken cancellation)
    {
        if (!await end.IsDoneAsync(plan, batch.Batch, cancellation))
        {
            var reason = await ReasonAsync(batch, cancellation);
            var indices = Enumerable.Range(batch.First, batch.Count);
            var records = await Task.WhenAll(indices.Select(index => RecordAsync(plan, index, reason, cancellation)));
            await end.WriteManifestAsync(plan, batch.Batch, records, cancellation);
            metrics.ImagesLost(plan.Request.Model, records.Count(record => record.Error is not null));
            LogFailed(plan.JobId(), batch.Batch, reason);
        }

        await end.GoOnAsync(plan, batch.Batch, cancellation);
    }

    private async Task<string> ReasonAsync(BatchMessage batch, CancellationToken cancellation)
    {
        var content = await container.TryReadAsync(BlobNames.BatchError(batch.Prefix, batch.JobId, batch.Batch), cancellation);
        try
        {
            return content is null ? "The batch's host ended each time, before it could say why." : JobsJson.Read(content, JobsJson.Default.BatchError).Error;
        }
        catch (JsonException)
        {
            return "The reason was recorded, but its record cannot be read.";
        }
    }

    private async Task<ImageRecord> RecordAsync(JobPlan plan, int index, string reason, CancellationToken cancellation)
    {
        try
        {
            return await images.TryFindAsync(plan, index, cancellation) ?? JobImage.Record(plan, index) with { Error = reason };
        }
        catch (JobStateException exception)
        {
            return JobImage.Record(plan, index) with { Error = exception.Message };
        }
    }

    [LoggerMessage(LogLevel.Error, "Job {JobId} batch {Batch} is given up: {Reason}")]
    private partial void LogFailed(string jobId, int batch, string reason);
}
