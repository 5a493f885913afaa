using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace Packages.Conformance.App;

/// <summary>Functions that HTTP requests start.</summary>
public sealed class HttpFunctions
{
    [Function("Greet")]
    public IActionResult Greet([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "greet/{name}")] HttpRequest request, string name) =>
        new OkObjectResult(new { greeting = $"{request.Query["word"]} {name}" });

    [Function("Teapot")]
    public async Task<IActionResult> TeapotAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post")] HttpRequest request, FunctionContext context)
    {
        using var body = new StreamReader(request.Body);
        return new ObjectResult(await body.ReadToEndAsync(context.CancellationToken)) { StatusCode = StatusCodes.Status418ImATeapot };
    }

    [Function("Locked")]
    public IActionResult Locked([HttpTrigger(AuthorizationLevel.Function, "get")] HttpRequest request) => new OkResult();

    [Function("Broken")]
    public IActionResult Broken([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request) =>
        throw new InvalidOperationException("Broken always fails.");
}
