using System.Text.Json;
using Diffusion.Contracts;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Diffusion.Jobs;

/// <summary>
/// A batch that came too often. Where it never said why, its hosts have vanished (a kill counts as an attempt too), and where the storage
/// or the device failed, it may well succeed later: it goes back on the queue, as a new generation. Else its missing images are written
/// down as failed, and the job goes on to its end without them.
/// </summary>
public sealed partial class PoisonedBatch(
    JobContainer container,
    JobProgress progress,
    ImageBlobs images,
    BatchEnd end,
    JobEnds ends,
    RedriveLists redrives,
    ProgressWriter written,
    JobQueues queues,
    Rejections rejections,
    IOptions<BatchOptions> options,
    JobMetrics metrics,
    TimeProvider time,
    ILogger<PoisonedBatch> log)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(15);

    /// <summary>Handles a message of the batches' poison queue.</summary>
    public async Task HandleAsync(string message, string messageId, CancellationToken cancellation)
    {
        var batch = BatchMessageReader.TryRead(message, out var problem);
        var plan = batch is null ? null : await TryReadPlanAsync(batch, cancellation);
        if (batch is not null && plan is null && await progress.TryReadClaimAsync(batch.JobId, cancellation) is null)
        {
            LogGone(batch.JobId, batch.Batch);
            return;
        }

        if (batch is null || plan is null || !plan.Fits(batch))
        {
            problem ??= new JobProblem("message", message, "it does not fit the plan of any job", $"Send jobs to {QueueNames.Jobs}.");
            await rejections.RecordAsync(new RejectedMessage(messageId, QueueNames.BatchesPoison, message, null, JobState.Failed, [problem]), cancellation);
            return;
        }

        var duration = TimeSpan.FromSeconds(options.Value.LeaseSeconds);
        await using var lease = await BatchLease.TryTakeAsync(container, plan, batch.Batch, duration, time, cancellation);
        if (lease is null)
        {
            // Another copy of the message is being worked on, and may yet succeed; or its host has died.
            await queues.SendLaterAsync(QueueNames.BatchesPoison, message, duration, cancellation);
            return;
        }

        // Only now, as where batches are made: whoever cancels or deletes the job waits for those who hold a batch.
        if (await ends.TryReadAsync(plan.JobId(), plan.JobHash, cancellation) is { IsOver: true }
            || !await ends.IsClaimedAsync(plan, cancellation))
        {
            return;
        }

        if (batch.Redrive is null && await written.RoundAsync(plan, cancellation) > 0)
        {
            // The redrive tries it anew, whatever went wrong before.
            return;
        }

        try
        {
            await EndAsync(plan, batch, lease, cancellation);
        }
        catch (Exception exception) when (!cancellation.IsCancellationRequested && !TransientFailure.Is(exception))
        {
            // Such as somebody's blob where the job's own end must be written: it would fail the same way each time.
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

    private async Task EndAsync(JobPlan plan, BatchMessage batch, BatchLease lease, CancellationToken cancellation)
    {
        if (!await end.IsDoneAsync(plan, batch.Batch, cancellation))
        {
            var error = await ReadErrorAsync(batch, cancellation);
            if (MayTryAgain(error, batch))
            {
                var pause = error is null ? TimeSpan.Zero : GrowingPause.Of(FirstPause, batch.Generation, LongestPause);
                await queues.SendLaterAsync(batch with { Generation = batch.Generation + 1 }, pause, cancellation);
                LogEvicted(plan.JobId(), batch.Batch, batch.Generation + 1, error?.Error ?? "its hosts vanished");
                return;
            }

            var reason = error?.Error ?? $"The batch's hosts vanished in each of {batch.Generation + 1} rounds of attempts, before they could say why.";
            var indices = Enumerable.Range(batch.First, batch.Count);
            var records = await Task.WhenAll(indices.Select(index => RecordAsync(plan, index, reason, cancellation)));
            lease.ThrowIfLost();
            await end.WriteManifestAsync(plan, batch.Batch, records, cancellation);
            metrics.ImagesLost(plan.Request.Model, records.Count(record => record.Error is not null));
            LogFailed(plan.JobId(), batch.Batch, reason);
        }

        await end.GoOnAsync(plan, batch.Batch, await BatchCourse.OfAsync(plan, batch, redrives, cancellation), cancellation);
    }

    private bool MayTryAgain(BatchError? error, BatchMessage batch) => batch.Generation < options.Value.MaxGenerations && (error is null || error.IsTransient);

    // What an earlier generation said does not count: this one's hosts may just have vanished.
    private async Task<BatchError?> ReadErrorAsync(BatchMessage batch, CancellationToken cancellation)
    {
        var content = await container.TryReadAsync(BlobNames.BatchError(batch.Prefix, batch.JobId, batch.Batch), cancellation);
        try
        {
            var error = content is null ? null : JobsJson.Read(content, JobsJson.Default.BatchError);
            return error?.Generation == batch.Generation ? error : null;
        }
        catch (JsonException)
        {
            return new BatchError { Time = time.GetUtcNow(), Host = "", Error = "The reason was recorded, but its record cannot be read.", Generation = batch.Generation };
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

    [LoggerMessage(LogLevel.Warning, "Job {JobId} batch {Batch} goes back on the queue as generation {Generation}: {Reason}")]
    private partial void LogEvicted(string jobId, int batch, int generation, string reason);

    [LoggerMessage(LogLevel.Warning, "Job {JobId} batch {Batch}: there is no such job, it was deleted")]
    private partial void LogGone(string jobId, int batch);
}
