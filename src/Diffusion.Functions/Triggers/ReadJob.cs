using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace Diffusion.Functions;

/// <summary>A job's status by HTTP.</summary>
public sealed class ReadJob(JobEndpoints endpoints)
{
    /// <summary>GET /api/jobs/{id}.</summary>
    [Function(nameof(ReadJob))]
    public Task<IActionResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "jobs/{id}")] HttpRequest request, string id, CancellationToken cancellation) =>
        endpoints.ReadAsync(request, id, cancellation);
}
