using Azure;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Diffusion.Contracts;
using Microsoft.Extensions.Logging;

namespace Diffusion.Jobs;

/// <summary>
/// Ends a job whose batch manifests are all there: manifest.jsonl, contact-sheet.png, _SUCCESS (or _FAILED), completion
/// message. Anyone may call it, any number of times; a lease on the plan lets one in at a time.
/// </summary>
public sealed partial class JobFinisher(JobContainer container, JobQueues queues, JobProgress progress, ContactSheet contactSheet, JobMetrics metrics, TimeProvider time, ILogger<JobFinisher> log)
{
    private const string AnnouncedKey = "announced";
    private const int MaxReasons = 10;
    private static readonly TimeSpan LeaseDuration = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);

    /// <summary>Finishes the job if it is done. True where it has ended, now or before.</summary>
    public async Task<bool> TryFinishAsync(JobPlan plan, CancellationToken cancellation)
    {
        var done = await progress.DoneBatchesAsync(plan, cancellation);
        if (done.Count < plan.Batches().Count)
        {
            return false;
        }

        while (!await IsAnnouncedAsync(plan, cancellation))
        {
            var lease = await container.TryLeaseAsync(BlobNames.Plan(plan.Request.Prefix, plan.JobId()), LeaseDuration, cancellation);
            if (lease is null)
            {
                // Somebody else is at it. Should they die, their lease ends, and it is up to whoever still waits.
                await Task.Delay(PollInterval, time, cancellation);
                continue;
            }

            try
            {
                await FinishAsync(plan, lease, cancellation);
            }
            finally
            {
                await ReleaseAsync(lease);
            }
        }

        return true;
    }

    private async Task FinishAsync(JobPlan plan, BlobLeaseClient lease, CancellationToken cancellation)
    {
        if (await IsAnnouncedAsync(plan, cancellation))
        {
            return;
        }

        using var span = JobTrace.Start(TelemetryNames.FinishSpan);
        span?.SetTag(TelemetryNames.JobTag, plan.JobId());
        var (images, failed, reasons, shown) = await WriteManifestAsync(plan, lease, cancellation);
        await contactSheet.WriteAsync(plan, shown, cancellation);
        var marker = failed == 0 ? BlobNames.Success(plan.Request.Prefix, plan.JobId()) : BlobNames.Failure(plan.Request.Prefix, plan.JobId());
        await container.CreateOfJobAsync(marker, BinaryData.FromString(""), new BlobContent("text/plain"), plan.JobHash, cancellation);
        await queues.SendAsync(
            new JobCompleted
            {
                JobId = plan.JobId(),
                State = failed == 0 ? JobState.Completed : JobState.Failed,
                Images = images,
                FailedImages = failed,
                Folder = plan.Folder(),
                Manifest = BlobNames.Manifest(plan.Request.Prefix, plan.JobId()),
                JobHash = plan.JobHash,
                Reasons = reasons,
            },
            cancellation);

        // Only now: a finisher that dies before this line is repeated, and the message with it.
        await container.SetMetadataAsync(
            marker,
            new Dictionary<string, string>(StringComparer.Ordinal) { [BlobContent.JobHashKey] = plan.JobHash, [AnnouncedKey] = "true" },
            cancellation);
        metrics.JobEnded(failed == 0 ? JobState.Completed : JobState.Failed);
        LogFinished(plan.JobId(), images, failed);
    }

    // A lease that has run out, or that another finisher took since, is no longer ours to release; the work is done all the same.
    private static async Task ReleaseAsync(BlobLeaseClient lease)
    {
        try
        {
            await lease.ReleaseAsync(cancellationToken: CancellationToken.None);
        }
        catch (RequestFailedException error) when (error.Status is 409 or 412)
        {
        }
    }

    private async Task<bool> IsAnnouncedAsync(JobPlan plan, CancellationToken cancellation)
    {
        BlobProperties?[] markers =
        [
            await container.TryReadPropertiesAsync(BlobNames.Success(plan.Request.Prefix, plan.JobId()), cancellation),
            await container.TryReadPropertiesAsync(BlobNames.Failure(plan.Request.Prefix, plan.JobId()), cancellation),
        ];
        return markers.Any(marker => marker is not null && BlobContent.IsOf(marker.Metadata, plan.JobHash) && marker.Metadata.ContainsKey(AnnouncedKey));
    }

    private async Task<(int Images, int Failed, IReadOnlyList<string> Reasons, IReadOnlySet<int> Shown)> WriteManifestAsync(JobPlan plan, BlobLeaseClient lease, CancellationToken cancellation)
    {
        var renewed = time.GetTimestamp();
        var (images, failed) = (0, 0);
        var reasons = new SortedSet<string>(StringComparer.Ordinal);
        var shown = new HashSet<int>();

        // On disk, not in memory: a large job has a line for each of its images.
        await using var whole = new FileStream(
            Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.DeleteOnClose | FileOptions.Asynchronous);
        for (var batch = 0; batch < plan.Batches().Count; batch++)
        {
            if (time.GetElapsedTime(renewed) > LeaseDuration / 3)
            {
                await lease.RenewAsync(cancellationToken: cancellation);
                renewed = time.GetTimestamp();
            }

            var name = BlobNames.BatchManifest(plan.Request.Prefix, plan.JobId(), batch);
            var part = await container.TryReadAsync(name, cancellation) ?? throw new JobStateException($"{name} was there and is gone.");
            foreach (var record in BatchManifest.Read(part))
            {
                images += record.Error is null ? 1 : 0;
                failed += record.Error is null ? 0 : 1;
                if (record.Error is null && record.Index < ContactSheet.MaxImages)
                {
                    shown.Add(record.Index);
                }

                if (record.Error is not null && reasons.Count < MaxReasons)
                {
                    reasons.Add(record.Error);
                }
            }

            await whole.WriteAsync(part.ToMemory(), cancellation);
        }

        whole.Position = 0;
        await container.CreateOfJobAsync(BlobNames.Manifest(plan.Request.Prefix, plan.JobId()), whole, BlobContent.JsonLines, plan.JobHash, cancellation);
        return (images, failed, [.. reasons], shown);
    }

    [LoggerMessage(LogLevel.Information, "Job {JobId} has ended: {Images} images, {Failed} failed")]
    private partial void LogFinished(string jobId, int images, int failed);
}
