using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace Diffusion.Functions;

/// <summary>Whether the process answers at all, from its start on and before any model is loaded.</summary>
public sealed class Live
{
    /// <summary>GET /api/health/live.</summary>
    [Function(nameof(Live))]
    public IActionResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "health/live")] HttpRequest request) =>
        new OkResult();
}
