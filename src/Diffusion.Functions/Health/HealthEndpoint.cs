using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Diffusion.Functions;

/// <summary>Health by HTTP.</summary>
public sealed class HealthEndpoint(HealthProbe probe)
{
    /// <summary>200 where the host makes images, 503 with the reason where not, or not yet.</summary>
    public async Task<IActionResult> AnswerAsync(HttpRequest request, CancellationToken cancellation)
    {
        var report = await probe.CheckAsync(cancellation);
        request.HttpContext.Response.Headers.CacheControl = "no-store";
        return Answers.Json(report.Status == "healthy" ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable, report, HttpJson.Default.HealthReport);
    }
}
