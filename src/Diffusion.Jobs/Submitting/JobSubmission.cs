using System.Text;
using System.Text.Json;
using Diffusion.Contracts;

namespace Diffusion.Jobs;

/// <summary>Puts jobs on the queue; one that is too large for a message goes through a blob. What is wrong with a job is told where it is planned.</summary>
public sealed class JobSubmission(JobClient client, JobContainer container, JobQueues queues, JobStatusBlob statuses, TimeProvider time)
{
    // A queue carries 64 KiB; the service's default limit is less.
    private const int MaxMessageBytes = 48 * 1024;

    /// <summary>Queues a job. A request without an id gets an unguessable one.</summary>
    public async Task<SubmittedJob> SubmitAsync(JobRequest request, CancellationToken cancellation)
    {
        var job = await TrySubmitAsync(request, cancellation);
        return job.Job ?? throw new JobStateException(string.Join(Environment.NewLine, job.Problems));
    }

    /// <summary>Queues a job that is written as JSON. Nothing is queued where it cannot be read; its problems are told instead.</summary>
    /// <param name="json">The job.</param>
    /// <param name="submitter">Who asks, where the caller knows better than the job; null: as the job says.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<JobSubmissionResult> TrySubmitAsync(string json, string? submitter, CancellationToken cancellation)
    {
        var reading = JobReader.Read(json);
        return reading.Problems.Count > 0 || reading.Request is not { } request
            ? new JobSubmissionResult(null, reading.Problems.Count > 0
                ? reading.Problems
                : [new JobProblem("jobBlob", $"\"{reading.JobBlob}\"", "a job is submitted itself, not by reference", "Send the job; if it is large it is put into a blob.")])
            : await TrySubmitAsync(request with { Submitter = submitter ?? request.Submitter }, cancellation);
    }

    private async Task<JobSubmissionResult> TrySubmitAsync(JobRequest request, CancellationToken cancellation)
    {
        await Task.WhenAll(container.EnsureAsync(cancellation), queues.EnsureAsync(cancellation));
        var named = request with { Id = request.Id ?? JobId.New() };
        var hash = JobHash.Of(named);
        var before = (await statuses.TryReadAsync(named.Id, cancellation))?.Status;
        if (before?.JobHash is { } other && other != hash && before.State != JobState.Rejected)
        {
            return new JobSubmissionResult(null, [new JobProblem("id", $"\"{named.Id}\"", "a job with this id and other content exists", "Use another id, or leave it out.")]);
        }

        var mayRestart = JobId.IsValid(named.Id) && await MayRestartAsync(named.Id, before, cancellation);
        var job = await SendAsync(named, cancellation);
        if (JobId.IsValid(named.Id))
        {
            // Only where nobody has said more since: whoever plans it may have been faster.
            await statuses.ChangeAsync(
                named.Id, current => current?.Updated == before?.Updated ? StatusChanges.Submitted(current, named, hash, mayRestart, time.GetUtcNow()) : null, cancellation);
        }

        return new JobSubmissionResult(job with { JobHash = hash }, []);
    }

    /// <summary>Whether a job that has ended begins anew: it was given up, or it was cancelled before anybody planned it.</summary>
    private async Task<bool> MayRestartAsync(string jobId, JobStatus? before, CancellationToken cancellation)
    {
        if (before is { State: JobState.Failed })
        {
            return await container.TryReadPropertiesAsync(BlobNames.GivenUp(jobId), cancellation) is not null;
        }

        if (before is not (null or { State: JobState.Cancelled }) || await container.TryReadPropertiesAsync(BlobNames.Claim(jobId), cancellation) is not null)
        {
            return false;
        }

        await container.DeleteAsync(BlobNames.End(jobId), cancellation);
        return true;
    }

    private async Task<SubmittedJob> SendAsync(JobRequest request, CancellationToken cancellation)
    {
        var traced = request with { TraceParent = request.TraceParent ?? TraceParent.Current };
        var text = JsonSerializer.Serialize(traced, ContractsJson.Default.JobRequest);
        if (Encoding.UTF8.GetByteCount(text) <= MaxMessageBytes)
        {
            return await client.SendAsync(text, traced.Id, cancellation);
        }

        var reference = new JobBlobReference { JobBlob = $"inbox/{JobHash.Of(traced)}.json", TraceParent = traced.TraceParent };
        await container.TryCreateAsync(reference.JobBlob, BinaryData.FromString(text), BlobContent.Json, cancellation);
        return await client.SendAsync(JsonSerializer.Serialize(reference, ContractsJson.Default.JobBlobReference), traced.Id, cancellation);
    }
}

/// <summary>What came of a submission.</summary>
/// <param name="Job">The queued job; null where nothing was queued.</param>
/// <param name="Problems">Why nothing was queued.</param>
public sealed record JobSubmissionResult(SubmittedJob? Job, IReadOnlyList<JobProblem> Problems);
