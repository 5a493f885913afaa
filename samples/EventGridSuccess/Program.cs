// Fetches a job's images when Event Grid says that its _SUCCESS was created.
//   dotnet run -- FOLDER EVENT.json     deals with one call's body, as it would have come
//   dotnet run -- FOLDER                listens as a web hook: POST /events?code=… (ASPNETCORE_URLS, EVENTS_KEY)
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Samples;

if (args.Length is 0 or > 2)
{
    Console.Error.WriteLine("usage: EventGridSuccess FOLDER [EVENT.json]");
    return 2;
}

var target = args[0];
if (args.Length == 2)
{
    using var call = JsonDocument.Parse(await File.ReadAllBytesAsync(args[1]));
    await HandleAsync(call.RootElement, CancellationToken.None);
    return 0;
}

// Anybody can find a web hook; Event Grid alone knows the key in its address. (Entra is the other way: set it on the subscription.)
var key = Environment.GetEnvironmentVariable("EVENTS_KEY") ?? throw new InvalidOperationException("Set EVENTS_KEY to a long random text, and give Event Grid the address with ?code=…");
var app = WebApplication.Create();
app.MapMethods("/events", ["OPTIONS"], (HttpRequest request, HttpResponse response) =>
{
    // How CloudEvents asks whether events may be sent here.
    response.Headers["WebHook-Allowed-Origin"] = request.Headers["WebHook-Request-Origin"];
});
app.MapPost("/events", async (HttpRequest request, CancellationToken cancellation) =>
{
    if (!CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(request.Query["code"].ToString())), SHA256.HashData(Encoding.UTF8.GetBytes(key))))
    {
        return Results.Unauthorized();
    }

    using var call = await JsonDocument.ParseAsync(request.Body, cancellationToken: cancellation);
    if (BlobEvents.ValidationCode(call.RootElement) is { } code)
    {
        return Results.Json(new { validationResponse = code });
    }

    // Not answered before the work is done: what fails is sent again, for a day.
    await HandleAsync(call.RootElement, cancellation);
    return Results.Ok();
});
await app.RunAsync();
return 0;

async Task HandleAsync(JsonElement body, CancellationToken cancellation)
{
    foreach (var (container, folder) in BlobEvents.Succeeded(body))
    {
        var job = folder.Split('/')[^1];
        var images = await JobFiles.FetchAsync(JobFiles.Blobs().GetBlobContainerClient(container), folder, Path.Combine(target, job), cancellation);
        Console.WriteLine($"{job}: {images} images");
    }
}
