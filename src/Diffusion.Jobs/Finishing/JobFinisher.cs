using System.Runtime.CompilerServices;
using Diffusion.Contracts;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Diffusion.Jobs;

/// <summary>
/// Ends a job whose batch manifests are all there: manifest.jsonl, contact-sheet.png, _SUCCESS (or _FAILED), status, completion
/// message. Anyone may call it, any number of times; a lease on the plan lets one in at a time. All of it together costs one call a
/// batch and a few more.
/// </summary>
public sealed partial class JobFinisher(
    JobContainer container, JobQueues queues, JobProgress progress, JobEnds ends, JobStatusBlob statuses, SubmitterJobs submitters, ContactSheet contactSheet,
    IOptions<BatchOptions> options, JobMetrics metrics, TimeProvider time, ILogger<JobFinisher> log)
{
    private const int MaxReasons = 10;
    private const int ReadAhead = 8;
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);

    /// <summary>Finishes the job if it is done. True where it has ended, now or before.</summary>
    public async Task<bool> TryFinishAsync(JobPlan plan, CancellationToken cancellation)
    {
        if (await HasEndedAsync(plan, cancellation))
        {
            return true;
        }

        // Again where the lease was lost: whoever had it then may have put batches back.
        while ((await progress.DoneBatchesAsync(plan, cancellation)).Count == plan.Batches().Count)
        {
            await using var lease = await TakeLeaseAsync(plan, cancellation);
            if (lease is null || await FinishAsync(plan, lease, cancellation))
            {
                return true;
            }
        }

        return false;
    }

    private async Task<bool> HasEndedAsync(JobPlan plan, CancellationToken cancellation) =>
        await ends.TryReadAsync(plan.JobId(), plan.JobHash, cancellation) is { IsOver: true };

    // null where the job has ended meanwhile. Should whoever is at it die, their lease ends, and it is up to whoever still waits.
    private async Task<RenewedLease?> TakeLeaseAsync(JobPlan plan, CancellationToken cancellation)
    {
        while (!await HasEndedAsync(plan, cancellation))
        {
            if (await RenewedLease.TryTakeAsync(
                container, BlobNames.Plan(plan.Request.Prefix, plan.JobId()), TimeSpan.FromSeconds(options.Value.LeaseSeconds), time, cancellation) is { } lease)
            {
                return lease;
            }

            await Task.Delay(PollInterval, time, cancellation);
        }

        return null;
    }

    // False where the lease was lost: what was counted here may be old then.
    private async Task<bool> FinishAsync(JobPlan plan, RenewedLease lease, CancellationToken cancellation)
    {
        if (await HasEndedAsync(plan, cancellation))
        {
            return true;
        }

        using var span = JobTrace.Start(TelemetryNames.FinishSpan);
        span?.SetTag(TelemetryNames.JobTag, plan.JobId());
        var round = await statuses.RoundAsync(plan, cancellation);
        if (await TryWriteManifestAsync(plan, lease, cancellation) is not { } images)
        {
            return false;
        }

        await TryWriteSheetAsync(plan, images.Shown, cancellation);
        if (lease.IsLost)
        {
            return false;
        }

        var end = await ends.DecideAsync(plan.JobId(), plan.JobHash, images.State, cancellation);
        if (end.IsOver || lease.IsLost)
        {
            return end.IsOver;
        }

        await WriteMarkerAsync(plan, images.State, images.Failed > 0, cancellation);
        await statuses.ChangeAsync(
            plan.JobId(),
            current => StatusChanges.Ended(current, plan, round, images.State, images.Made, images.Failed, images.Failures, [.. images.Reasons], time.GetUtcNow()),
            cancellation);
        if (lease.IsLost)
        {
            return false;
        }

        await submitters.RemoveAsync(plan, cancellation);
        await queues.SendAsync(
            new JobCompleted
            {
                JobId = plan.JobId(),
                State = images.State,
                Images = images.Made,
                FailedImages = images.Failed,
                Folder = plan.Folder(),
                Manifest = BlobNames.Manifest(plan.Request.Prefix, plan.JobId()),
                JobHash = plan.JobHash,
                Reasons = [.. images.Reasons],
            },
            cancellation);

        // Only now: a finisher that dies before this line is repeated, and the message with it.
        await ends.NoteAnnouncedAsync(plan.JobId(), plan.JobHash, end, cancellation);
        metrics.JobEnded(images.State);
        LogFinished(plan.JobId(), images.Made, images.Failed);
        return true;
    }

    private async Task WriteMarkerAsync(JobPlan plan, JobState state, bool hasFailures, CancellationToken cancellation)
    {
        var (success, failure) = (BlobNames.Success(plan.Request.Prefix, plan.JobId()), BlobNames.Failure(plan.Request.Prefix, plan.JobId()));
        var (marker, other) = hasFailures ? (failure, success) : (success, failure);

        // Of a finisher that slept over a redrive.
        await container.DeleteOfJobAsync(other, plan.JobHash, cancellation);
        var tags = new Dictionary<string, string>(StringComparer.Ordinal) { [BlobTags.StateKey] = state.Word() };
        await container.CreateOfJobAsync(marker, BinaryData.FromString(""), BlobContent.Marker with { Tags = tags }, plan.JobHash, cancellation);
    }

    // It is there to look at; no job must fail to end for it.
    private async Task TryWriteSheetAsync(JobPlan plan, IReadOnlySet<int> shown, CancellationToken cancellation)
    {
        try
        {
            await contactSheet.WriteAsync(plan, shown, cancellation);
        }
        catch (Exception exception) when (!cancellation.IsCancellationRequested && !TransientFailure.Is(exception))
        {
            LogNoSheet(exception, plan.JobId());
        }
    }

    // null where the lease was lost meanwhile.
    private async Task<Tally?> TryWriteManifestAsync(JobPlan plan, RenewedLease lease, CancellationToken cancellation)
    {
        var tally = new Tally();

        // On disk, not in memory: a large job has a line for each of its images.
        await using var whole = new FileStream(
            Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.DeleteOnClose | FileOptions.Asynchronous);
        await foreach (var part in ReadPartsAsync(plan, cancellation))
        {
            foreach (var record in BatchManifest.Read(part))
            {
                tally.Add(record);
            }

            await whole.WriteAsync(part.ToMemory(), cancellation);
        }

        if (lease.IsLost)
        {
            return null;
        }

        await container.PutOfJobAsync(BlobNames.Manifest(plan.Request.Prefix, plan.JobId()), whole, BlobContent.JsonLines, plan.JobHash, cancellation);
        return tally;
    }

    // The batches' manifests in their order, a few of them on their way at a time.
    private async IAsyncEnumerable<BinaryData> ReadPartsAsync(JobPlan plan, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var ahead = new Queue<Task<BinaryData>>();
        var count = plan.Batches().Count;
        for (var batch = 0; batch < count + ReadAhead; batch++)
        {
            if (batch < count)
            {
                ahead.Enqueue(ReadPartAsync(plan, batch, cancellation));
            }

            if (ahead.Count > 0 && (ahead.Count > ReadAhead || batch >= count))
            {
                yield return await ahead.Dequeue();
            }
        }
    }

    private async Task<BinaryData> ReadPartAsync(JobPlan plan, int batch, CancellationToken cancellation)
    {
        var name = BlobNames.BatchManifest(plan.Request.Prefix, plan.JobId(), batch);
        return await container.TryReadAsync(name, cancellation) ?? throw new JobStateException($"{name} was there and is gone.");
    }

    [LoggerMessage(LogLevel.Warning, "Job {JobId} has no contact sheet")]
    private partial void LogNoSheet(Exception exception, string jobId);

    [LoggerMessage(LogLevel.Information, "Job {JobId} has ended: {Images} images, {Failed} failed")]
    private partial void LogFinished(string jobId, int images, int failed);

    /// <summary>What the manifests say of a job's images.</summary>
    private sealed class Tally
    {
        public int Made { get; private set; }

        public int Failed { get; private set; }

        public SortedSet<string> Reasons { get; } = new(StringComparer.Ordinal);

        public List<JobFailure> Failures { get; } = [];

        /// <summary>Images of the contact sheet that are there.</summary>
        public HashSet<int> Shown { get; } = [];

        public JobState State => Failed == 0 ? JobState.Completed : Made == 0 ? JobState.Failed : JobState.CompletedWithFailures;

        public void Add(ImageRecord record)
        {
            if (record.Error is not { } error)
            {
                Made++;
                if (record.Index < ContactSheet.MaxImages)
                {
                    Shown.Add(record.Index);
                }

                return;
            }

            Failed++;
            if (Reasons.Count < MaxReasons)
            {
                Reasons.Add(error);
            }

            if (Failures.Count < JobStatus.MaxFailures)
            {
                Failures.Add(new JobFailure(record.Index, error));
            }
        }
    }
}
