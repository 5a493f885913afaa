using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace Diffusion.Functions;

/// <summary>A job by HTTP. Anonymous to the host, since <see cref="HttpAccess"/> decides: a host's key would be asked for beside Entra.</summary>
public sealed class SubmitJob(JobEndpoints endpoints)
{
    /// <summary>POST /api/jobs.</summary>
    [Function(nameof(SubmitJob))]
    public Task<IActionResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "jobs")] HttpRequest request, CancellationToken cancellation) =>
        endpoints.SubmitAsync(request, cancellation);
}
