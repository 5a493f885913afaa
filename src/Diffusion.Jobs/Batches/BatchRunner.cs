using System.Diagnostics;
using Diffusion.Contracts;
using Diffusion.Runtime;
using Diffusion.Sampling;
using Microsoft.Extensions.Logging;

namespace Diffusion.Jobs;

/// <summary>
/// Makes the images of a batch that are not there yet. A message may come any number of times, at several hosts at once:
/// every image is written once, with the same bytes whoever writes it.
/// </summary>
public sealed partial class BatchRunner(
    JobContainer container,
    JobProgress progress,
    ImageBlobs images,
    StartImages starts,
    IModelSource models,
    BatchEnd end,
    JobQueues queues,
    Rejections rejections,
    JobMetrics metrics,
    TimeProvider time,
    ILogger<BatchRunner> log)
{
    /// <summary>Runs the batch of a message. What cannot be read is recorded and returns; everything else that fails is thrown, to be tried again.</summary>
    public async Task RunAsync(string message, string messageId, CancellationToken cancellation)
    {
        if (BatchMessageReader.TryRead(message, out var problem) is not { } batch)
        {
            await rejections.RecordAsync(
                new RejectedMessage(messageId, QueueNames.Batches, message, null, JobState.Rejected, [problem!]), cancellation);
            return;
        }

        if (!await RunAsync(batch, cancellation))
        {
            // The message may be the dead host's own, so it must not be lost; and waiting here would keep a place from other work.
            await queues.SendLaterAsync(QueueNames.Batches, message, BatchLease.Duration, cancellation);
            LogBusy(batch.JobId, batch.Batch);
        }
    }

    /// <summary>Runs a batch. False where somebody else is at it: nothing is done then.</summary>
    /// <exception cref="JobStateException">The message does not fit the job's plan, or a blob is in the way.</exception>
    /// <exception cref="ModelException">This host has not the job's model.</exception>
    public async Task<bool> RunAsync(BatchMessage batch, CancellationToken cancellation)
    {
        // Until the message is known to fit its plan, nothing is written: it may name any job's folder.
        var plan = await progress.ReadPlanAsync(batch.Prefix, batch.JobId, cancellation);
        if (batch.Batch >= plan.Batches().Count || plan.Message(batch.Batch) != batch)
        {
            throw new JobStateException($"The message of batch {batch.Batch} does not fit the plan of job {batch.JobId}.");
        }

        try
        {
            await using var lease = await BatchLease.TryTakeAsync(container, plan, batch.Batch, time, cancellation);
            if (lease is null)
            {
                return false;
            }

            if (!await end.IsDoneAsync(plan, batch.Batch, cancellation))
            {
                await GenerateAsync(plan, batch, cancellation);
            }

            await end.GoOnAsync(plan, batch.Batch, cancellation);
            return true;
        }
        catch (Exception exception) when (!cancellation.IsCancellationRequested)
        {
            await RecordErrorAsync(batch, exception);
            throw;
        }
    }

    private async Task GenerateAsync(JobPlan plan, BatchMessage batch, CancellationToken cancellation)
    {
        var started = time.GetUtcNow();
        var clock = Stopwatch.StartNew();
        var indices = Enumerable.Range(batch.First, batch.Count);
        var records = new Dictionary<int, ImageRecord>();
        foreach (var found in await Task.WhenAll(indices.Select(index => images.TryFindAsync(plan, index, cancellation))))
        {
            if (found is not null)
            {
                records.Add(found.Index, found);
            }
        }

        var missing = indices.Where(index => !records.ContainsKey(index)).ToArray();
        if (missing.Length > 0)
        {
            var model = await models.LoadAsync(plan.Request.Model, plan.ModelHash, cancellation);
            var samplings = missing.Select(plan.Guidance).Distinct().ToDictionary(
                guidance => guidance, guidance => SamplingPlan.Create(model.Model.Settings, JobSampling.Options(plan.Request with { Guidance = guidance })));
            foreach (var made in await Task.WhenAll(missing.Select(index => GenerateAsync(plan, model, samplings[plan.Guidance(index)], index, cancellation))))
            {
                records.Add(made.Index, made);
            }
        }

        var seconds = clock.Elapsed.TotalSeconds;
        await end.WriteManifestAsync(plan, batch.Batch, records.Values, cancellation);
        await RecordActualsAsync(plan, batch.Batch, missing.Length, started, seconds, cancellation);
        var failed = missing.Count(index => records[index].Error is not null);
        metrics.BatchDone(plan.Request.Model, missing.Length - failed, failed, seconds);
        LogDone(plan.JobId(), batch.Batch, missing.Length, seconds);
    }

    private async Task<ImageRecord> GenerateAsync(JobPlan plan, LoadedModel model, SamplingPlan sampling, int index, CancellationToken cancellation)
    {
        SampledImage image;
        StartImage? start;
        try
        {
            start = await starts.TryReadAsync(plan, index, cancellation);
            var request = JobImage.Request(plan.Request, sampling, plan.Label(index), index, plan.Blend(index), start?.Pixels);
            image = await model.Generator.GenerateAsync(request, progress: null, cancellation);
        }
        catch (ImageException exception) when (!exception.IsTransient)
        {
            // It would fail the same way again: the manifest says so, and the others go on.
            return JobImage.Record(plan, index) with { Error = exception.Message };
        }

        var pixels = Pixels.From(image);
        return await images.WriteAsync(plan, JobImage.Provenance(plan, index, model, pixels, start), pixels, FilmFrames.Of(plan, image), cancellation);
    }

    private Task RecordActualsAsync(JobPlan plan, int batch, int made, DateTimeOffset started, double seconds, CancellationToken cancellation)
    {
        var actuals = new BatchActuals
        {
            Images = made,
            Started = started,
            Seconds = seconds,
            ImagesPerSecond = made / seconds,
            Host = Environment.MachineName,
        };
        return container.WriteAsync(
            BlobNames.BatchActuals(plan.Request.Prefix, plan.JobId(), batch), JobsJson.Write(actuals, JobsJson.Default.BatchActuals), BlobContent.Json, cancellation);
    }

    // The first error is the one to see; that the record of it fails as well (the storage may be the reason) must not hide it.
    private async Task RecordErrorAsync(BatchMessage batch, Exception exception)
    {
        LogFailed(exception, batch.JobId, batch.Batch);
        try
        {
            var error = new BatchError { Time = time.GetUtcNow(), Error = $"{exception.GetType().Name}: {exception.Message}", Host = Environment.MachineName };
            await container.WriteAsync(
                BlobNames.BatchError(batch.Prefix, batch.JobId, batch.Batch), JobsJson.Write(error, JobsJson.Default.BatchError), BlobContent.Json, CancellationToken.None);
        }
        catch (Exception unrecorded)
        {
            LogUnrecorded(unrecorded, batch.JobId, batch.Batch);
        }
    }

    [LoggerMessage(LogLevel.Information, "Job {JobId} batch {Batch}: {Images} images in {Seconds:F1} s")]
    private partial void LogDone(string jobId, int batch, int images, double seconds);

    [LoggerMessage(LogLevel.Information, "Job {JobId} batch {Batch}: another host is at it, its message comes again later")]
    private partial void LogBusy(string jobId, int batch);

    [LoggerMessage(LogLevel.Error, "Job {JobId} batch {Batch} failed")]
    private partial void LogFailed(Exception exception, string jobId, int batch);

    [LoggerMessage(LogLevel.Error, "Job {JobId} batch {Batch}: the failure could not be recorded")]
    private partial void LogUnrecorded(Exception exception, string jobId, int batch);
}
