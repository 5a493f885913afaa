using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace Diffusion.Functions;

/// <summary>Whether this host can make images. For probes, so without a caller's name.</summary>
public sealed class Health(HealthEndpoint endpoint)
{
    /// <summary>GET /api/health.</summary>
    [Function(nameof(Health))]
    public Task<IActionResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "health")] HttpRequest request, CancellationToken cancellation) =>
        endpoint.AnswerAsync(request, cancellation);
}
