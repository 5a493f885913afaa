using System.Globalization;
using Diffusion.Contracts;

namespace Diffusion.Jobs;

/// <summary>What follows a batch, however it ended: its manifest, the next of its lane, and after the last one the job's end.</summary>
public sealed class BatchEnd(JobContainer container, JobQueues queues, JobFinisher finisher)
{
    private const string NextQueuedKey = "nextqueued";

    /// <summary>Metadata of a batch's manifest: how many of its images could not be made.</summary>
    internal const string FailedKey = "failed";

    /// <summary>Whether the batch is done already.</summary>
    /// <exception cref="JobStateException">Its manifest is there, but is not this job's.</exception>
    public async Task<bool> IsDoneAsync(JobPlan plan, int batch, CancellationToken cancellation) =>
        await container.TryReadOfJobAsync(Name(plan, batch), plan.JobHash, cancellation) is not null;

    /// <summary>Writes the batch's manifest, unless it is there.</summary>
    /// <exception cref="JobStateException">A manifest is there, but is not this job's.</exception>
    public Task WriteManifestAsync(JobPlan plan, int batch, IReadOnlyCollection<ImageRecord> records, CancellationToken cancellation)
    {
        var failed = records.Count(record => record.Error is not null);
        var kind = failed == 0 ? BlobContent.JsonLines : BlobContent.JsonLines.With(FailedKey, failed.ToString(CultureInfo.InvariantCulture));
        return container.CreateOfJobAsync(Name(plan, batch), BatchManifest.Write(records), kind, plan.JobHash, cancellation);
    }

    /// <summary>
    /// Goes on after a batch that is done. May be called any number of times: that the next batch was queued is noted on this
    /// one's manifest, so that a message which comes twice does not make two lanes of one. Only a host that dies between
    /// the two lets the next message be sent again.
    /// </summary>
    public async Task GoOnAsync(JobPlan plan, int batch, BatchCourse course, CancellationToken cancellation)
    {
        if (course.Next is not { } next)
        {
            await finisher.TryFinishAsync(plan, cancellation);
            return;
        }

        var manifest = await container.TryReadOfJobAsync(Name(plan, batch), plan.JobHash, cancellation)
            ?? throw new JobStateException($"{Name(plan, batch)} was there and is gone.");
        var mark = next.Redrive is { } redrive ? $"redrive{redrive}" : "true";
        if (manifest.Metadata.TryGetValue(NextQueuedKey, out var queued) && queued == mark)
        {
            return;
        }

        await queues.SendAsync(next, cancellation);

        // Of this manifest and no later one: a host that was slow must not tell of a batch that was redriven what was so before.
        var marked = new Dictionary<string, string>(manifest.Metadata, StringComparer.Ordinal) { [NextQueuedKey] = mark };
        await container.TrySetMetadataAsync(Name(plan, batch), marked, manifest.ETag, cancellation);
    }

    private static string Name(JobPlan plan, int batch) => BlobNames.BatchManifest(plan.Request.Prefix, plan.JobId(), batch);
}
