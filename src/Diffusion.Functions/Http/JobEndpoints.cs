using System.Diagnostics;
using Diffusion.Contracts;
using Diffusion.Jobs;
using Diffusion.Runtime;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Diffusion.Functions;

/// <summary>Jobs by HTTP: submitting, reading, cancelling. Whoever may use it at all can read a job by its id, which cannot be guessed.</summary>
public sealed class JobEndpoints(
    HttpAccess access, JobSubmission submission, JobStatusReader statuses, JobCancellation cancellations, JobCheck check, IOptions<JobLimits> limits)
{
    private const int SecondsBetweenLooks = 2;

    /// <summary>POST /api/jobs: 202 with the job's id and place; 400 with all problems, 413 where it is too large, 415 where it is not JSON.</summary>
    public async Task<IActionResult> SubmitAsync(HttpRequest request, CancellationToken cancellation)
    {
        var caller = access.Decide(request);
        if (!caller.IsAllowed)
        {
            return Answers.Refused(caller.Status, caller.Reason);
        }

        // Also so that no page in a browser can send a job with its reader's rights: JSON is asked about first (CORS).
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || !type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase))
        {
            return Answers.Refused(StatusCodes.Status415UnsupportedMediaType, "A job is JSON. Send it with Content-Type: application/json.");
        }

        if (await BoundedBody.TryReadAsync(request, limits.Value.MaxJobBlobBytes, cancellation) is not { } json)
        {
            return Answers.Refused(StatusCodes.Status413PayloadTooLarge, $"A job may have at most {limits.Value.MaxJobBlobBytes} bytes. Make more jobs of it.");
        }

        using var span = JobTrace.StartFrom(TelemetryNames.SubmitSpan, ActivityKind.Server, request.Headers.TraceParent);
        var problems = Problems(json);
        var result = problems.Count > 0 ? new JobSubmissionResult(null, problems) : await submission.TrySubmitAsync(json, caller.Submitter, cancellation);
        if (result.Job is not { } job)
        {
            return Answers.Refused(StatusCodes.Status400BadRequest, "The job cannot be run as it is.", result.Problems);
        }

        span?.SetTag(TelemetryNames.JobTag, job.JobId);

        // Relative: behind the platform's ingress the app does not know its own address.
        var place = $"{request.PathBase}{request.Path.Value?.TrimEnd('/')}/{job.JobId}";
        request.HttpContext.Response.Headers.Location = place;
        request.HttpContext.Response.Headers.RetryAfter = $"{SecondsBetweenLooks}";
        return Answers.Json(StatusCodes.Status202Accepted, new AcceptedJob(job.JobId, place), HttpJson.Default.AcceptedJob);
    }

    /// <summary>GET /api/jobs/{id}: 200 with the status and its ETag, 304 where the caller has it already, 404.</summary>
    public async Task<IActionResult> ReadAsync(HttpRequest request, string id, CancellationToken cancellation)
    {
        var caller = access.Decide(request);
        if (!caller.IsAllowed)
        {
            return Answers.Refused(caller.Status, caller.Reason);
        }

        if (!JobId.IsValid(id) || await statuses.TryReadAsync(id, cancellation) is not { } found)
        {
            return Answers.NotFound();
        }

        var headers = request.HttpContext.Response.Headers;
        headers.ETag = found.ETag;
        headers.CacheControl = "private, no-cache";
        if (!found.Status.State.IsEnd())
        {
            headers.RetryAfter = $"{SecondsBetweenLooks}";
        }

        return IsKnown(request, found.ETag)
            ? new StatusCodeResult(StatusCodes.Status304NotModified)
            : Answers.Json(StatusCodes.Status200OK, found.Status, ContractsJson.Default.JobStatus);
    }

    /// <summary>DELETE /api/jobs/{id}: 200 with the status of the cancelled job, 409 with it where the job had ended before, 404.</summary>
    public async Task<IActionResult> CancelAsync(HttpRequest request, string id, CancellationToken cancellation)
    {
        var caller = access.Decide(request);
        if (!caller.IsAllowed)
        {
            return Answers.Refused(caller.Status, caller.Reason);
        }

        if (!JobId.IsValid(id) || await cancellations.CancelAsync(id, cancellation) is not { } status)
        {
            return Answers.NotFound();
        }

        var code = status.State == JobState.Cancelled || !status.State.IsEnd() ? StatusCodes.Status200OK : StatusCodes.Status409Conflict;
        return Answers.Json(code, status, ContractsJson.Default.JobStatus);
    }

    // The planner checks again: limits and models may be others when the job's turn comes.
    private IReadOnlyList<JobProblem> Problems(string json)
    {
        try
        {
            var reading = JobReader.Read(json);
            return reading.JobBlob is null ? check.Check(reading).Problems : [];
        }
        catch (ModelException)
        {
            // A model that cannot be looked at now is the planner's matter, which tries again.
            return [];
        }
    }

    private static bool IsKnown(HttpRequest request, string etag) =>
        request.Headers.IfNoneMatch.Count > 0
        && EntityTagHeaderValue.TryParseList(request.Headers.IfNoneMatch, out var known)
        && known.Any(one => one.Equals(EntityTagHeaderValue.Any) || one.Compare(new EntityTagHeaderValue(etag), useStrongComparison: false));
}
