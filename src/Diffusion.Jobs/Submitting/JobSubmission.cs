using System.Text;
using System.Text.Json;
using Diffusion.Contracts;
using Microsoft.Extensions.Options;

namespace Diffusion.Jobs;

/// <summary>Puts jobs on the queue; one that is too large for a message goes through a blob. What is wrong with a job is told where it is planned.</summary>
public sealed class JobSubmission(
    JobClient client, JobContainer container, JobQueues queues, JobStatusBlob statuses, JobEnds ends, IOptions<JobLimits> limits, TimeProvider time)
{
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

        var traced = named with { TraceParent = named.TraceParent ?? TraceParent.Current };
        var text = JsonSerializer.Serialize(traced, ContractsJson.Default.JobRequest);
        var size = Encoding.UTF8.GetByteCount(text);
        if (size > limits.Value.MaxJobBlobBytes)
        {
            var limit = $"a job with every value written out has at most {limits.Value.MaxJobBlobBytes} bytes (limit {nameof(JobLimits.MaxJobBlobBytes)})";
            return new JobSubmissionResult(null, [new JobProblem("message", $"{size} bytes", limit, "Make more jobs of it.")]);
        }

        var mayRestart = JobId.IsValid(named.Id) && await MayRestartAsync(named.Id, hash, before, cancellation);
        var job = await SendAsync(traced, text, size, cancellation);
        if (JobId.IsValid(named.Id))
        {
            // Only where nobody has said more since: whoever plans it may have been faster.
            await statuses.ChangeAsync(
                named.Id, current => current?.Updated == before?.Updated ? StatusChanges.Submitted(current, named, hash, mayRestart, time.GetUtcNow()) : null, cancellation);
        }

        return new JobSubmissionResult(job with { JobHash = hash }, []);
    }

    /// <summary>Whether a job that has ended begins anew: it was given up, or it was cancelled before anybody planned it.</summary>
    private async Task<bool> MayRestartAsync(string jobId, string jobHash, JobStatus? before, CancellationToken cancellation)
    {
        if (before is { State: JobState.Failed })
        {
            return await ends.IsGivenUpAsync(jobId, jobHash, cancellation);
        }

        if (before is not (null or { State: JobState.Cancelled }) || await container.TryReadPropertiesAsync(BlobNames.Claim(jobId), cancellation) is not null)
        {
            return false;
        }

        // Only its own: another job that was cancelled while it waited may still have its message on the queue.
        await ends.ForgetAsync(jobId, jobHash, cancellation);
        return true;
    }

    private async Task<SubmittedJob> SendAsync(JobRequest request, string text, int size, CancellationToken cancellation)
    {
        if (size <= limits.Value.MaxMessageBytes)
        {
            return await client.SendAsync(text, request.Id, cancellation);
        }

        var reference = new JobBlobReference { JobBlob = BlobNames.LargeJob(JobHash.Of(request)), TraceParent = request.TraceParent };
        await container.TryCreateAsync(reference.JobBlob, BinaryData.FromString(text), BlobContent.Json, cancellation);
        return await client.SendAsync(JsonSerializer.Serialize(reference, ContractsJson.Default.JobBlobReference), request.Id, cancellation);
    }
}

/// <summary>What came of a submission.</summary>
/// <param name="Job">The queued job; null where nothing was queued.</param>
/// <param name="Problems">Why nothing was queued.</param>
public sealed record JobSubmissionResult(SubmittedJob? Job, IReadOnlyList<JobProblem> Problems);
