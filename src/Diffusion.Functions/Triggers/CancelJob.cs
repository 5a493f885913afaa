using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace Diffusion.Functions;

/// <summary>Stops a job by HTTP.</summary>
public sealed class CancelJob(JobEndpoints endpoints)
{
    /// <summary>DELETE /api/jobs/{id}.</summary>
    [Function(nameof(CancelJob))]
    public Task<IActionResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "jobs/{id}")] HttpRequest request, string id, CancellationToken cancellation) =>
        endpoints.CancelAsync(request, id, cancellation);
}
