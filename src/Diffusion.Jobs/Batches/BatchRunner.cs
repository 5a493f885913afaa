using System.Diagnostics;
using Diffusion.Contracts;
using Diffusion.Runtime;
using Diffusion.Sampling;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

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
    JobEnds ends,
    RedriveLists redrives,
    ProgressWriter written,
    SickDevice sickDevice,
    JobQueues queues,
    Rejections rejections,
    IOptions<BatchOptions> options,
    JobMetrics metrics,
    TimeProvider time,
    ILogger<BatchRunner> log)
{
    // Images that are looked for, begun with or written at once: a storage that is asked for more than it can do in the time that a request has answers nobody.
    private const int Parallel = 16;

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
            await queues.SendLaterAsync(QueueNames.Batches, message, TimeSpan.FromSeconds(options.Value.LeaseSeconds), cancellation);
            LogBusy(batch.JobId, batch.Batch);
        }
    }

    /// <summary>Runs a batch. False where somebody else is at it: nothing is done then.</summary>
    /// <exception cref="JobStateException">The message does not fit the job's plan, or a blob is in the way.</exception>
    /// <exception cref="ModelException">This host has not the job's model.</exception>
    /// <exception cref="OperationCanceledException">The host stops: what is ready was written, and the message must come again.</exception>
    public async Task<bool> RunAsync(BatchMessage batch, CancellationToken cancellation)
    {
        // Until the message is known to fit its plan, nothing is written: it may name any job's folder.
        var plan = await progress.TryReadPlanAsync(batch.Prefix, batch.JobId, cancellation);
        if (plan is null && await progress.TryReadClaimAsync(batch.JobId, cancellation) is null)
        {
            LogGone(batch.JobId, batch.Batch);
            return true;
        }

        if (plan is null || !plan.Fits(batch))
        {
            throw new JobStateException($"The message of batch {batch.Batch} does not fit the plan of job {batch.JobId}.");
        }

        try
        {
            await using var lease = await BatchLease.TryTakeAsync(container, plan, batch.Batch, TimeSpan.FromSeconds(options.Value.LeaseSeconds), time, cancellation);
            return lease is not null && await RunAsync(plan, batch, lease, cancellation);
        }
        catch (Exception exception) when (!cancellation.IsCancellationRequested)
        {
            await RecordErrorAsync(batch, exception);
            if (OfDevice(exception) is { } failure)
            {
                // Only now: the host that is asked to stop may cancel at once, and a batch without a record counts as its hosts' death.
                sickDevice.Report(failure, exception);
            }

            throw;
        }
    }

    private async Task<bool> RunAsync(JobPlan plan, BatchMessage batch, BatchLease lease, CancellationToken cancellation)
    {
        // Only now: whoever cancels or deletes the job waits for those who hold a batch. The end goes after the claim.
        var decided = await ends.TryReadAsync(plan.JobId(), plan.JobHash, cancellation);
        if (decided is { IsOver: true })
        {
            LogCancelled(batch.JobId, batch.Batch);
            return true;
        }

        if (!await ends.IsClaimedAsync(plan, cancellation))
        {
            LogGone(batch.JobId, batch.Batch);
            return true;
        }

        if (await ends.IsGivenUpAsync(plan.JobId(), plan.JobHash, cancellation))
        {
            LogGivenUp(batch.JobId, batch.Batch);
            return true;
        }

        var round = await written.RoundAsync(plan, cancellation);
        if (round > 0 && batch.Redrive is null)
        {
            LogSuperseded(batch.JobId, batch.Batch);
            return true;
        }

        var course = await BatchCourse.OfAsync(plan, batch, redrives, cancellation);
        using var drain = new DrainTime(TimeSpan.FromSeconds(options.Value.DrainSeconds), cancellation);
        if (lease.IsFirst || !await end.IsDoneAsync(plan, batch.Batch, cancellation))
        {
            await using var watch = CancellationWatch.Start(ends, plan, TimeSpan.FromSeconds(options.Value.CancelSeconds), time, cancellation);
            try
            {
                await GenerateAsync(plan, batch, course, round, lease, watch.Token, drain.Token);
            }
            catch (Exception exception) when (watch.IsJobCancelled && !cancellation.IsCancellationRequested && exception is OperationCanceledException or AggregateException)
            {
                await written.FlushAsync(plan, cancellation);
                LogCancelled(batch.JobId, batch.Batch);
                return true;
            }
        }

        await end.GoOnAsync(plan, batch.Batch, course, drain.Token);
        return true;
    }

    private async Task GenerateAsync(
        JobPlan plan, BatchMessage batch, BatchCourse course, int round, BatchLease lease, CancellationToken cancellation, CancellationToken drained)
    {
        var started = time.GetUtcNow();
        var clock = Stopwatch.StartNew();
        var records = lease.IsFirst ? new BatchRecords(batch) : await FindAsync(plan, batch, cancellation);
        void Report() => written.Report(plan, round, course.Lane, course.Before + records.Count);
        Report();
        var missing = records.Missing();
        if (missing.Count > 0)
        {
            await MakeAsync(plan, records, Report, cancellation, drained);
        }

        var seconds = clock.Elapsed.TotalSeconds;
        lease.ThrowIfLost();
        await end.WriteManifestAsync(plan, batch.Batch, records.All(), drained);
        await RecordActualsAsync(plan, batch.Batch, missing.Count, started, seconds, drained);
        metrics.ImagesLost(plan.Request.Model, missing.Count(index => records.Of(index).Error is not null));
        metrics.BatchDone(plan.Request.Model, seconds);
        LogDone(plan.JobId(), batch.Batch, missing.Count, seconds);
    }

    private async Task<BatchRecords> FindAsync(JobPlan plan, BatchMessage batch, CancellationToken cancellation)
    {
        var records = new BatchRecords(batch);
        await System.Threading.Tasks.Parallel.ForEachAsync(
            records.Missing(),
            new ParallelOptions { MaxDegreeOfParallelism = Parallel, CancellationToken = cancellation },
            async (index, token) =>
            {
                if (await images.TryFindAsync(plan, index, token) is { } found)
                {
                    records.Add(found);
                }
            });
        return records;
    }

    /// <summary>
    /// Makes what is missing. Where the device fails, all that it holds is given back and the rest is tried once more, with the same
    /// rows (fewer might change the bytes); if that fails too, the device is sick, and the process ends before it spoils more attempts.
    /// </summary>
    private async Task MakeAsync(JobPlan plan, BatchRecords records, Action report, CancellationToken cancellation, CancellationToken drained)
    {
        for (var isSecond = false; ; isSecond = true)
        {
            LoadedModel? model = null;
            try
            {
                model = await models.LoadAsync(plan.Request.Model, plan.ModelHash, cancellation);
                await MakeAsync(plan, model, records, report, cancellation, drained);
                return;
            }
            catch (Exception exception) when (!cancellation.IsCancellationRequested && OfDevice(exception) is { } failure)
            {
                LogDevice(exception, plan.JobId(), failure);
                if (isSecond)
                {
                    throw;
                }

                await models.ReleaseAsync(model);
            }
            finally
            {
                model?.Dispose();
            }
        }
    }

    private async Task MakeAsync(JobPlan plan, LoadedModel model, BatchRecords records, Action report, CancellationToken cancellation, CancellationToken drained)
    {
        var missing = records.Missing();
        var samplings = missing.Select(plan.Guidance).Distinct().ToDictionary(
            guidance => guidance, guidance => SamplingPlan.Create(model.Model.Settings, JobSampling.Options(plan.Request with { Guidance = guidance })));
        using var places = new SemaphoreSlim(Parallel);
        await Task.WhenAll(missing.Select(async index =>
        {
            records.Add(await MakeAsync(plan, model, samplings[plan.Guidance(index)], index, places, cancellation, drained));
            report();
        }));
    }

    // A host that stops finishes the engine's step and gives up the image; one that is ready is still written.
    private async Task<ImageRecord> MakeAsync(JobPlan plan, LoadedModel model, SamplingPlan sampling, int index, SemaphoreSlim places, CancellationToken cancellation, CancellationToken drained)
    {
        SampledImage image;
        StartImage? start;
        try
        {
            start = plan.Request.StartImages is null ? null : await AtPlaceAsync(places, () => starts.TryReadAsync(plan, index, cancellation), cancellation);
            var request = JobImage.Request(model.Model, plan.Request, sampling, plan.Label(index), index, plan.Blend(index), start?.Pixels);
            image = await model.Generator.GenerateAsync(request, progress: null, cancellation);
        }
        catch (ImageException exception) when (!exception.IsTransient)
        {
            // It would fail the same way again: the manifest says so, and the others go on.
            return JobImage.Record(plan, index) with { Error = SecretText.Shorten(exception.Message) };
        }

        var pixels = Pixels.From(image);
        var record = await AtPlaceAsync(
            places, () => images.WriteAsync(plan, JobImage.Provenance(plan, index, model, pixels, start), pixels, FilmFrames.Of(plan, image), drained), drained);
        metrics.ImageMade(plan.Request.Model);
        return record;
    }

    private static async Task<T> AtPlaceAsync<T>(SemaphoreSlim places, Func<Task<T>> work, CancellationToken cancellation)
    {
        await places.WaitAsync(cancellation);
        try
        {
            return await work();
        }
        finally
        {
            places.Release();
        }
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
            BlobNames.BatchActuals(plan.Request.Prefix, plan.JobId(), batch), JobsJson.Write(actuals, JobsJson.Default.BatchActuals), BlobContent.Json.Of(plan.JobHash), cancellation);
    }

    // What is wrong with blobs names them, and a job's folder may be called anything.
    private static DeviceFailureKind? OfDevice(Exception exception) => exception is JobStateException ? null : DeviceFailure.Recognize(exception);

    // The first error is the one to see; that the record of it fails as well (the storage may be the reason) must not hide it.
    private async Task RecordErrorAsync(BatchMessage batch, Exception exception)
    {
        LogFailed(exception, batch.JobId, batch.Batch);
        try
        {
            if (await progress.TryReadClaimAsync(batch.JobId, CancellationToken.None) is null)
            {
                // Deleted since: nothing may be written any more.
                return;
            }

            var error = new BatchError
            {
                Time = time.GetUtcNow(),
                Error = SecretText.Shorten($"{exception.GetType().Name}: {exception.Message}"),
                Host = Environment.MachineName,
                Generation = batch.Generation,
                IsTransient = TransientFailure.Is(exception),
            };
            await container.WriteAsync(
                BlobNames.BatchError(batch.Prefix, batch.JobId, batch.Batch), JobsJson.Write(error, JobsJson.Default.BatchError), BlobContent.Json.Of(batch.JobHash), CancellationToken.None);
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

    [LoggerMessage(LogLevel.Information, "Job {JobId} batch {Batch}: the job has ended or is cancelled")]
    private partial void LogCancelled(string jobId, int batch);

    [LoggerMessage(LogLevel.Warning, "Job {JobId} batch {Batch}: the job was given up, it is made once the job is submitted again or redriven")]
    private partial void LogGivenUp(string jobId, int batch);

    [LoggerMessage(LogLevel.Information, "Job {JobId} batch {Batch}: the job was redriven since, and the redrive makes what is missing")]
    private partial void LogSuperseded(string jobId, int batch);

    [LoggerMessage(LogLevel.Warning, "Job {JobId} batch {Batch}: there is no such job, it was deleted")]
    private partial void LogGone(string jobId, int batch);

    [LoggerMessage(LogLevel.Error, "Job {JobId}: the device fails ({Failure})")]
    private partial void LogDevice(Exception exception, string jobId, DeviceFailureKind failure);
}
